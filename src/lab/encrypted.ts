/** TLS in front of an engine: open to everyone, or to those with a certificate. */

import type { LabCertificate } from './certificates.ts';
import { type Exhibit, engineText, TYPICAL } from './engine-exhibits.ts';
import { answer, response } from './serve.ts';
import { overPlain, overTls, refuseTls } from './tls-server.ts';

const HTML = 'Content-Type: text/html';
const OPEN = { product: 'docker', version: TYPICAL.version } as const;
const plain = answer(() => engineText(TYPICAL));

export function encrypted(certificate: LabCertificate): Exhibit[] {
  return [
    ...openTls(certificate),
    ...mutualTls(certificate),
    askedInHttp(certificate),
    ...noSession(),
    ...strangers(certificate),
  ];
}

function openTls(certificate: LabCertificate): Exhibit[] {
  return [
    {
      name: 'engine-tls',
      shows: 'TLS that asks nobody for a certificate',
      port: 2376,
      behave: overTls({ certificate }, plain),
      verdict: 'engine-open-tls',
      severity: 'critical',
      ...OPEN,
    },
    {
      name: 'engine-plain-on-2376',
      shows: 'plain text on the TLS port',
      port: 2376,
      behave: overPlain(plain),
      verdict: 'engine-open-plaintext',
      severity: 'critical',
      ...OPEN,
    },
    {
      name: 'engine-tls-on-2375',
      shows: 'the same on the plain port',
      behave: overTls({ certificate }, plain),
      verdict: 'engine-open-tls',
      severity: 'critical',
      ...OPEN,
    },
  ];
}

function mutualTls(certificate: LabCertificate): Exhibit[] {
  return [
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
      name: 'tls-hangs-up',
      shows: 'hangs up after the handshake and says nothing',
      port: 2376,
      behave: overTls({ certificate }, (stream) => void stream.end()),
      verdict: 'inconclusive',
      severity: 'medium',
    },
    {
      name: 'mtls-other',
      shows: 'client certificate demanded, not by Go',
      port: 2376,
      behave: overTls({ certificate, demand: true, toPlain: () => '' }, plain),
      verdict: 'mtls-required',
      severity: 'info',
    },
  ];
}

function askedInHttp(certificate: LabCertificate): Exhibit {
  return {
    name: 'nginx-mtls',
    shows: 'nginx asks for the certificate in HTTP',
    port: 2376,
    behave: overTls(
      {
        certificate,
        toPlain: () =>
          response(
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
  };
}

/** TLS that no handshake gets through, by the alert it ends in, with any answer to a plain client. */
function noSession(): Exhibit[] {
  const other = { port: 2376, verdict: 'inconclusive', severity: 'medium' } as const;
  return [
    { name: 'tls-no-cipher', shows: 'no cipher in common: alert 40', behave: refuseTls(40), ...other },
    { name: 'tls-old', shows: 'a protocol too old: alert 70', behave: refuseTls(70), ...other },
    // To a plain client nothing but an alert, as some servers do it (RFC 8446, section 6.2: protocol_version).
    { name: 'tls-name', shows: 'wants a host name: alert 112', behave: refuseTls(112, () => TOLD_BY_ALERT), ...other },
  ];
}

const TOLD_BY_ALERT = '\u0015\u0003\u0001\u0000\u0002\u0002\u0046';

function strangers(certificate: LabCertificate): Exhibit[] {
  const other = { port: 2376, verdict: 'other-service', severity: 'info' } as const;
  const inside = (status: string, headers: readonly string[], body: string): Exhibit['behave'] =>
    overTls(
      { certificate },
      answer(() => response(status, headers, body)),
    );
  return [
    {
      name: 'web-tls',
      shows: 'a web page inside TLS',
      behave: inside('200 OK', ['Server: nginx/1.22.1', HTML], '<h1>Welcome</h1>'),
      ...other,
    },
    {
      name: 'caddy',
      shows: 'a web server that wants its own name',
      behave: inside('421 Misdirected Request', ['Server: Caddy'], ''),
      ...other,
      verdict: 'inconclusive',
      severity: 'medium',
    },
  ];
}
