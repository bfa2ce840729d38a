/** Puts TLS around a behaviour, as a Go server does it. */

import { Socket } from 'node:net';
import { createSecureContext, type SecureContext, type SecureVersion, TLSSocket } from 'node:tls';
import type { LabCertificate } from './certificates.ts';
import type { Behaviour } from './serve.ts';

export interface TlsOptions {
  certificate: LabCertificate;
  /** Refuse clients without a certificate. */
  demand?: boolean;
  highest?: SecureVersion;
  /** TLS 1.2 unless given. */
  lowest?: SecureVersion;
  /** In OpenSSL's words. */
  ciphers?: string;
  /** For the session, in OpenSSL's words. */
  curve?: string;
  /** Offered in the handshake (ALPN); HTTP/1.1 unless given. */
  protocols?: string[];
  /** Answer to a plain-text client, or silence; Go's words unless given. */
  toPlain?: () => string | undefined;
}

const HANDSHAKE = 0x16;
const ALERT = 0x15;
const FATAL = 2;
const GO_WORDS = 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n';

export function overTls(
  { certificate, demand = false, protocols = ['http/1.1'], toPlain = () => GO_WORDS, ...session }: TlsOptions,
  inside: Behaviour,
): Behaviour {
  const secureContext = contextOf(certificate, session);
  return (stream, first, connection) => {
    if (first[0] !== HANDSHAKE || !(stream instanceof Socket)) {
      const words = toPlain();
      return words === undefined ? undefined : void stream.end(words);
    }
    stream.pause();
    stream.unshift(first);
    const tls = new TLSSocket(stream, {
      isServer: true,
      secureContext,
      requestCert: demand,
      rejectUnauthorized: demand,
      ALPNProtocols: protocols,
    });
    tls.on('error', () => tls.destroy());
    tls.once('data', (request: Buffer) => inside(tls, request, connection));
  };
}

function contextOf(
  certificate: LabCertificate,
  { lowest = 'TLSv1.2', highest = 'TLSv1.3', ciphers, curve }: Omit<TlsOptions, 'certificate'>,
): SecureContext {
  return createSecureContext({
    ...certificate,
    minVersion: lowest,
    maxVersion: highest,
    ...(ciphers !== undefined && { ciphers }),
    ...(curve !== undefined && { ecdhCurve: curve }),
  });
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
