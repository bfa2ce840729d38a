/** Puts TLS around a behaviour, as a Go server does it. */

import { Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { LabCertificate } from './certificates.ts';
import type { Behaviour } from './serve.ts';

export interface TlsOptions {
  certificate: LabCertificate;
  /** Refuse clients without a certificate. */
  demand?: boolean;
  highest?: 'TLSv1.2' | 'TLSv1.3';
  /** Answer to a plain-text client; Go's words unless given. */
  toPlain?: () => string;
}

const HANDSHAKE = 0x16;
const ALERT = 0x15;
const FATAL = 2;
const GO_WORDS = 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n';

export function overTls(
  { certificate, demand = false, highest = 'TLSv1.3', toPlain = () => GO_WORDS }: TlsOptions,
  inside: Behaviour,
): Behaviour {
  const secureContext = createSecureContext({ ...certificate, minVersion: 'TLSv1.2', maxVersion: highest });
  return (stream, first, connection) => {
    if (first[0] !== HANDSHAKE || !(stream instanceof Socket)) return void stream.end(toPlain());
    stream.pause();
    stream.unshift(first);
    const tls = new TLSSocket(stream, {
      isServer: true,
      secureContext,
      requestCert: demand,
      rejectUnauthorized: demand,
      ALPNProtocols: ['http/1.1'],
    });
    tls.on('error', () => tls.destroy());
    tls.once('data', (request: Buffer) => inside(tls, request, connection));
  };
}

/** A server that ends every handshake with an alert, as its first and last word. */
export function refuseTls(alert: number, toPlain: () => string = () => GO_WORDS): Behaviour {
  return (stream, first) =>
    void stream.end(
      first[0] === HANDSHAKE ? Buffer.from([ALERT, 3, 3, 0, 2, FATAL, alert]) : Buffer.from(toPlain(), 'latin1'),
    );
}

/** An HTTP server without TLS: tells a TLS client so, in the words of Go. */
export function overPlain(inside: Behaviour): Behaviour {
  const words =
    'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request';
  return (stream, first, connection) =>
    first[0] === HANDSHAKE ? void stream.end(words) : inside(stream, first, connection);
}
