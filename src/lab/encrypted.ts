/** TLS in front of an engine: open to everybody, or to those with a certificate. */

import type { LabCertificate } from './certificates.ts';
import { type Exhibit, engineText, TYPICAL } from './engines.ts';
import { answer, response } from './serve.ts';
import { overTls } from './tls.ts';

const HTML = 'Content-Type: text/html';
const OPEN = { product: 'docker', version: TYPICAL.version } as const;
const plain = answer(() => engineText(TYPICAL));

export function encrypted(certificate: LabCertificate): Exhibit[] {
  return [...openTls(certificate), ...mutualTls(certificate)];
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
  ];
}
