/** Proxies, plug-ins and TLS in front of an engine. */

import type { LabCertificate } from './certificates.ts';
import { type EngineAnswer, type Exhibit, engineHeaders, engineText } from './engines.ts';
import { RECENT } from './recent.ts';
import { answer, response } from './serve.ts';
import { overTls } from './tls.ts';

const JSON_TYPE = 'Content-Type: application/json';
const HTML = 'Content-Type: text/html';

function message(status: string, text: string, headers: readonly string[] = [JSON_TYPE]): () => string {
  return () => response(status, headers, `${JSON.stringify({ message: text })}\n`);
}

/** An engine's answer with other headers around it. */
function relayed(engine: EngineAnswer, headers: readonly string[]): () => string {
  return () => engineText({ ...engine, headers });
}

export function guards(certificate: LabCertificate, delay: number): Exhibit[] {
  const engine = RECENT.find(({ name }) => name === 'docker-28')?.engine ?? { version: '', headers: [], body: {} };
  const { version } = engine;
  const plain = answer(() => engineText(engine));
  const known = { product: 'docker' as const };
  const kept = engineHeaders(version, '1.51').filter((header) => !header.startsWith('Server'));
  return [
    {
      name: 'engine-tls',
      shows: 'TLS that asks nobody for a certificate',
      port: 2376,
      behave: overTls({ certificate }, plain),
      verdict: 'engine-open-tls',
      severity: 'critical',
      version,
      ...known,
    },
    {
      name: 'engine-tls-on-2375',
      shows: 'the same on the plain port',
      behave: overTls({ certificate }, plain),
      verdict: 'engine-open-tls',
      severity: 'critical',
      version,
      ...known,
    },
    {
      name: 'engine-mtls-1.3',
      shows: 'client certificate demanded, TLS 1.3',
      port: 2376,
      behave: overTls({ certificate, demand: true }, plain),
      verdict: 'engine-mtls',
      severity: 'info',
    },
    {
      name: 'engine-mtls-1.2',
      shows: 'client certificate demanded, TLS 1.2',
      port: 2376,
      behave: overTls({ certificate, demand: true, highest: 'TLSv1.2' }, plain),
      verdict: 'engine-mtls',
      severity: 'info',
    },
    {
      name: 'mtls-other',
      shows: 'client certificate demanded, not by Go',
      port: 2376,
      behave: overTls({ certificate, demand: true, toPlain: '' }, plain),
      verdict: 'mtls-required',
      severity: 'info',
    },
    {
      name: 'nginx-mtls',
      shows: 'nginx asks for the certificate in HTTP',
      port: 2376,
      behave: overTls(
        {
          certificate,
          toPlain: response(
            '400 Bad Request',
            ['Server: nginx', HTML],
            '<title>400 The plain HTTP request was sent to HTTPS port</title>',
          ),
        },
        answer(() =>
          response(
            '400 Bad Request',
            ['Server: nginx', HTML],
            '<html><head><title>400 No required SSL certificate was sent</title></head></html>',
          ),
        ),
      ),
      verdict: 'mtls-required',
      severity: 'info',
    },
    {
      name: 'nginx-open',
      shows: 'open through nginx',
      behave: answer(relayed(engine, ['Server: nginx/1.22.1', ...kept])),
      verdict: 'engine-open-proxied',
      severity: 'critical',
      version,
      ...known,
    },
    {
      name: 'socket-proxy',
      shows: 'header names in lower case: a socket proxy',
      behave: answer(() => lower(engineText(engine))),
      verdict: 'engine-filtered',
      severity: 'high',
      version,
      ...known,
    },
    {
      name: 'authz-denied',
      shows: 'an authorisation plug-in refuses',
      behave: answer(message('403 Forbidden', 'authorization denied by plugin labdeny: lab policy says no')),
      verdict: 'engine-authz-denied',
      severity: 'high',
      ...known,
    },
    {
      name: 'authz-broken',
      shows: 'a broken plug-in (a real one takes 15 s)',
      behave: (stream) =>
        void setTimeout(
          () =>
            stream.end(
              message(
                '500 Internal Server Error',
                'plugin labdead failed with error: Post "http://plugin.moby.localhost/AuthZPlugin.AuthZReq": dial unix /run/docker/plugins/labdead.sock: connect: no such file or directory',
              )(),
            ),
          delay,
        ).unref(),
      verdict: 'engine-authz-broken',
      severity: 'high',
      ...known,
    },
    {
      name: 'engine-refused',
      shows: 'the engine refuses the API version',
      behave: answer(
        message(
          '400 Bad Request',
          'client version 1.23 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version',
          engineHeaders(version, '1.51'),
        ),
      ),
      verdict: 'engine-refused',
      severity: 'high',
      ...known,
    },
    {
      name: 'engine-404',
      shows: "the engine's own 404",
      behave: answer(message('404 Not Found', 'page not found')),
      verdict: 'engine-refused',
      severity: 'high',
      ...known,
    },
    {
      name: 'basic-plain',
      shows: 'a password asked for in plain text',
      behave: answer(() =>
        response(
          '401 Unauthorized',
          ['Server: nginx/1.22.1', HTML, 'WWW-Authenticate: Basic realm="docker"'],
          '<h1>401</h1>',
        ),
      ),
      verdict: 'auth-required',
      severity: 'medium',
    },
    {
      name: 'basic-tls',
      shows: 'a password asked for inside TLS',
      port: 2376,
      behave: overTls(
        { certificate },
        answer(() =>
          response(
            '401 Unauthorized',
            ['Server: nginx/1.22.1', HTML, 'WWW-Authenticate: Basic realm="docker"'],
            '<h1>401</h1>',
          ),
        ),
      ),
      verdict: 'auth-required',
      severity: 'low',
    },
    {
      name: 'haproxy-deny',
      shows: 'HAProxy forbids',
      behave: answer(() =>
        lower(
          response(
            '403 Forbidden',
            ['Cache-Control: no-cache', HTML],
            '<html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html>\n',
          ),
        ),
      ),
      verdict: 'forbidden',
      severity: 'low',
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
