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
  /** What a plain client is told; Go's words unless given. */
  toPlain?: string;
}

const HANDSHAKE = 0x16;
const GO_WORDS = 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n';

export function overTls(
  { certificate, demand = false, highest = 'TLSv1.3', toPlain = GO_WORDS }: TlsOptions,
  inside: Behaviour,
): Behaviour {
  const secureContext = createSecureContext({ ...certificate, minVersion: 'TLSv1.2', maxVersion: highest });
  return (stream, first, connection) => {
    if (first[0] !== HANDSHAKE || !(stream instanceof Socket)) return void stream.end(toPlain);
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
