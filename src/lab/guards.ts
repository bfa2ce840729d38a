/** Proxies and plug-ins in front of an engine. */

import type { LabCertificate } from './certificates.ts';
import { type CannedAnswer, type Exhibit, engineHeaders, engineText, TYPICAL } from './engine-exhibits.ts';
import { answer, response } from './serve.ts';
import { overTls } from './tls-server.ts';

const JSON_TYPE = 'Content-Type: application/json';
const HTML = 'Content-Type: text/html';

function message(status: string, text: string, headers: readonly string[] = [JSON_TYPE]): () => string {
  return () => response(status, headers, `${JSON.stringify({ message: text })}\n`);
}

/** An engine's answer with other headers around it. */
function relayed(engine: CannedAnswer, headers: readonly string[]): () => string {
  return () => engineText({ ...engine, headers });
}

const KNOWN = { product: 'docker' } as const;

export function guards(certificate: LabCertificate, delay: number): Exhibit[] {
  return [...relays(certificate), ...refusals(delay), ...prohibitions(certificate)];
}

function relays(certificate: LabCertificate): Exhibit[] {
  const { version } = TYPICAL;
  const kept = engineHeaders(version, '1.51').filter((header) => !header.startsWith('Server'));
  return [
    {
      name: 'nginx-open',
      shows: 'open through nginx',
      behave: answer(relayed(TYPICAL, ['Server: nginx/1.22.1', ...kept])),
      verdict: 'engine-open-proxied',
      severity: 'critical',
      version,
      ...KNOWN,
    },
    {
      name: 'nginx-tls-optional',
      shows: 'nginx asks for a certificate and needs none',
      port: 2376,
      behave: overTls({ certificate }, answer(relayed(TYPICAL, ['Server: nginx/1.22.1', ...kept]))),
      verdict: 'engine-open-proxied',
      severity: 'critical',
      version,
      ...KNOWN,
    },
    {
      name: 'haproxy-tls',
      shows: 'open through HAProxy and its TLS',
      port: 2376,
      behave: overTls(
        { certificate, toPlain: () => '' },
        answer(() => lower(engineText(TYPICAL))),
      ),
      verdict: 'engine-open-proxied',
      severity: 'critical',
      version,
      ...KNOWN,
    },
    {
      name: 'socket-proxy',
      shows: 'header names in lower case: a socket proxy',
      behave: answer(() => lower(engineText(TYPICAL))),
      verdict: 'engine-filtered',
      severity: 'high',
      version,
      ...KNOWN,
    },
  ];
}

/** Of the engine itself, and of its plug-ins. */
function refusals(delay: number): Exhibit[] {
  const headers = engineHeaders(TYPICAL.version, '1.51');
  const tooOld =
    'client version 1.23 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version';
  const ofOld = (): string =>
    response(
      '400 Bad Request',
      ['Content-Type: text/plain; charset=utf-8'],
      "client and server don't have same version (client : 1.99, server: 1.19)\n",
    );
  return [
    ...plugins(delay),
    refused('engine-refused', 'the engine refuses the API version', message('400 Bad Request', tooOld, headers)),
    refused('engine-refused-1.7', 'the same in the words of 1.7', ofOld),
    refused(
      'engine-error',
      'the engine fails, with its headers',
      message('500 Internal Server Error', 'context deadline exceeded', headers),
    ),
    refused('engine-404', "the engine's own 404", message('404 Not Found', 'page not found')),
  ];
}

function refused(name: string, shows: string, text: () => string): Exhibit {
  return { name, shows, behave: answer(text), verdict: 'engine-refused', severity: 'high', ...KNOWN };
}

function plugins(delay: number): Exhibit[] {
  const broken = message(
    '500 Internal Server Error',
    'plugin labdead failed with error: Post "http://plugin.moby.localhost/AuthZPlugin.AuthZReq": dial unix /run/docker/plugins/labdead.sock: connect: no such file or directory',
  );
  return [
    {
      name: 'authz-denied',
      shows: 'an authorisation plug-in refuses',
      behave: answer(message('403 Forbidden', 'authorization denied by plugin labdeny: lab policy says no')),
      verdict: 'engine-authz-denied',
      severity: 'high',
      ...KNOWN,
    },
    {
      name: 'authz-broken',
      shows: 'a broken plug-in (a real one takes 15 s)',
      behave: (stream) => void setTimeout(() => stream.end(broken()), delay).unref(),
      verdict: 'engine-authz-broken',
      severity: 'high',
      ...KNOWN,
    },
  ];
}

/** Of a web server before it. */
function prohibitions(certificate: LabCertificate): Exhibit[] {
  const password = { verdict: 'auth-required', severity: 'medium' } as const;
  const prohibited = { verdict: 'forbidden', severity: 'low' } as const;
  const basic = answer(() =>
    response(
      '401 Unauthorized',
      ['Server: nginx/1.22.1', HTML, 'WWW-Authenticate: Basic realm="docker"'],
      '<h1>401</h1>',
    ),
  );
  const traefik = ['Content-Type: text/plain', 'Www-Authenticate: Basic realm="traefik"'];
  const haproxy = '<html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html>\n';
  return [
    { name: 'basic-plain', shows: 'a password asked for in plain text', behave: basic, ...password },
    {
      name: 'basic-tls',
      shows: 'a password asked for inside TLS',
      port: 2376,
      behave: overTls({ certificate }, basic),
      ...password,
      severity: 'low',
    },
    {
      name: 'traefik',
      shows: 'Traefik asks for a password',
      behave: answer(() => response('401 Unauthorized', traefik, '401 Unauthorized\n')),
      ...password,
    },
    {
      name: 'nginx-deny',
      shows: 'nginx forbids',
      behave: answer(() => response('403 Forbidden', ['Server: nginx/1.22.1', HTML], '<h1>403 Forbidden</h1>')),
      ...prohibited,
    },
    {
      name: 'haproxy-deny',
      shows: 'HAProxy forbids',
      behave: answer(() => lower(response('403 Forbidden', ['Cache-Control: no-cache', HTML], haproxy))),
      ...prohibited,
    },
  ];
}

/** Header names as HAProxy writes them. */
function lower(text: string): string {
  const end = text.indexOf('\r\n\r\n');
  return (
    text.slice(0, end).replace(/\r\n([^:]+):/g, (_all, name: string) => `\r\n${name.toLowerCase()}:`) + text.slice(end)
  );
}
