/** Engines and others inside TLS that is old, weak, odd, or stands where plain text was asked for. */

import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { createServer, type TlsOptions } from 'node:tls';
import { createCertificate } from '../../../src/lab/certificates.ts';
import { OldTls, type OldTlsOptions } from '../../../src/lab/old-tls.ts';
import { flightOf, groupOf, serveFiniteField } from '../../helpers/finite-field-server.ts';
import { ENGINE_ANSWER } from './http.ts';
import { keyUpdates } from './key-updates.ts';
import { type Kind, onRequest } from './kind.ts';

const NOW = Date.parse('2026-03-01T00:00:00Z');
const lab = await createCertificate('lab', ['127.0.0.1'], NOW);
/** RSA, as old servers need it, and short, as they had it. */
const RSA = await createCertificate('old', [], NOW, 1_024);
const RSA_SERVER: TlsOptions = { cert: RSA.cert, key: RSA.key };

const HANDSHAKE = 22;
export type Serve = (socket: Socket) => void;

/** TLS on a port where plain text gets `plain`, or silence, or a hang-up. */
export const besides = (plain: string, inTls: Serve): Serve =>
  onRequest((socket, first) => {
    if (first[0] === HANDSHAKE) {
      socket.pause();
      socket.unshift(first);
      inTls(socket);
    } else if (plain === 'hang-up') socket.end();
    else if (plain !== 'silence') socket.end(plain);
  });

/** A TLS server of Node, that is of OpenSSL. */
export function modern(options: TlsOptions, answer = ENGINE_ANSWER): Serve {
  const server = createServer({ cert: lab.cert, key: lab.key, ...options }, (socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(answer));
  });
  server.on('tlsClientError', () => undefined);
  return (socket) => void server.emit('connection', socket);
}

export const old =
  (options: Partial<OldTlsOptions>): Serve =>
  (socket) =>
    void new OldTls(socket, {
      key: RSA.key,
      certificate: new X509Certificate(RSA.cert).raw,
      minor: 3,
      answer: ENGINE_ANSWER,
      ...options,
    });

/** Fatal, in answer to what the client said. */
export const alert =
  (number: number): Serve =>
  (socket) =>
    void socket.end(Buffer.from([21, 3, 3, 0, 2, 2, number]));

/** Hangs up on plain text; behaves in the one way with the first TLS client, and in the other from then on. */
function inTurn(first: Serve, then: Serve): Serve {
  let hasCome = false;
  return onRequest((socket, bytes) => {
    if (bytes[0] !== HANDSHAKE) {
      socket.end();
      return;
    }
    const serve = hasCome ? then : first;
    hasCome = true;
    socket.pause();
    socket.unshift(bytes);
    serve(socket);
  });
}

/** Hangs up on plain text, and takes its time with TLS. */
function afterWaiting(ms: number, inTls: Serve): Serve {
  return besides('hang-up', (socket) => {
    setTimeout(() => inTls(socket), ms);
  });
}

export const page = (status: string, body: string, headers = ''): string =>
  `HTTP/1.1 ${status}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n${headers}\r\n${body}`;

const open = (name: string, serve: Serve): Kind => ({ name, verdict: 'engine-open-tls', product: 'docker', serve });

export const TLS_KINDS: readonly Kind[] = [
  open('an engine inside TLS', modern({})),
  open('TLS 1.2 alone', modern({ maxVersion: 'TLSv1.2' })),
  open('a server without RFC 5746, TLS 1.2', old({ minor: 3 })),
  open('a server without RFC 5746, TLS 1.1', old({ minor: 2 })),
  open('a server without RFC 5746, TLS 1.0', old({ minor: 1 })),
  open(
    'TLS 1.1 alone',
    modern({ ...RSA_SERVER, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }),
  ),
  open(
    'TLS 1.0 alone',
    modern({ ...RSA_SERVER, minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' }),
  ),
  open('no encryption inside TLS', modern({ ...RSA_SERVER, maxVersion: 'TLSv1.2', ciphers: 'eNULL:@SECLEVEL=0' })),
  open('a curve that few have', modern({ ecdhCurve: 'brainpoolP256r1', maxVersion: 'TLSv1.2' })),
  ...[40, 41, 42, 43, 45, 46, 47, 48, 49, 80, 116].map(
    (number): Kind => ({
      name: `a demand for a certificate that ends in alert ${number}, before RFC 5746`,
      verdict: 'mtls-required',
      serve: old({ demand: number }),
    }),
  ),
  {
    name: 'a demand for a certificate, TLS 1.2',
    verdict: 'mtls-required',
    serve: modern({ requestCert: true, rejectUnauthorized: true, maxVersion: 'TLSv1.2' }),
  },
  {
    name: 'a demand for a certificate, TLS 1.3',
    verdict: 'mtls-required',
    serve: modern({ requestCert: true, rejectUnauthorized: true }),
  },
  ...[40, 42, 48, 70, 80, 112, 116, 120].map(
    (number): Kind => ({
      name: `alert ${number} in answer to the ClientHello`,
      verdict: 'inconclusive',
      serve: besides('silence', alert(number)),
    }),
  ),
  open(
    'finite-field Diffie-Hellman alone',
    modern({ ...RSA_SERVER, ciphers: 'kDHE:@SECLEVEL=0', dhparam: 'auto', maxVersion: 'TLSv1.2' }),
  ),
  open(
    'finite-field Diffie-Hellman alone, TLS 1.0',
    modern({ ...RSA_SERVER, ciphers: 'kDHE:@SECLEVEL=0', dhparam: 'auto', minVersion: 'TLSv1', maxVersion: 'TLSv1' }),
  ),
  open('finite-field groups alone, TLS 1.3', modern({ ecdhCurve: 'ffdhe3072:ffdhe2048', minVersion: 'TLSv1.3' })),
  {
    name: 'a demand for a certificate behind finite-field Diffie-Hellman, TLS 1.2',
    verdict: 'mtls-required',
    serve: modern({
      ...{ ...RSA_SERVER, requestCert: true, rejectUnauthorized: true, maxVersion: 'TLSv1.2' },
      ...{ ciphers: 'kDHE:@SECLEVEL=0', dhparam: 'auto' },
    }),
  },
  {
    name: 'a demand for a certificate behind finite-field groups, TLS 1.3',
    verdict: 'mtls-required',
    serve: modern({ ecdhCurve: 'ffdhe2048', minVersion: 'TLSv1.3', requestCert: true, rejectUnauthorized: true }),
  },
  {
    name: 'a group of 8,192 bits, and a hang-up when the client has computed',
    verdict: 'inconclusive',
    serve: (socket) => serveFiniteField(socket, flightOf(groupOf(8_192))),
  },
  {
    name: 'a group of 10,000 bits',
    verdict: 'inconclusive',
    serve: (socket) => serveFiniteField(socket, flightOf(groupOf(10_000))),
  },
  open(
    'a first ClientHello that is hung up on',
    inTurn((socket) => void socket.end(), modern({})),
  ),
  open('a first session that is hung up on', inTurn(modern({}, ''), modern({}))),
  open('a handshake that takes longer than a first try', afterWaiting(2_500, modern({}))),
  { name: 'a session that is hung up on each time', verdict: 'inconclusive', serve: modern({}, '') },
  open(
    'TLS where plain text gets other words',
    besides(page('400 Bad', 'This combination of host and port requires TLS.'), modern({})),
  ),
  open('TLS where plain text gets a redirect', besides(page('301 Moved', '', 'Location: https://x/\r\n'), modern({}))),
  open('TLS where plain text gets an empty page', besides(page('200 OK', ''), modern({}))),
  open('TLS where plain text gets a gateway error', besides(page('502 Bad Gateway', 'no'), modern({}))),
  open('TLS where plain text gets bytes that are no HTTP', besides('nonsense\r\n', modern({}))),
  open('TLS where plain text gets silence', besides('silence', modern({}))),
  open('TLS where plain text is hung up on', besides('hang-up', modern({}))),
  {
    name: 'key updates without end',
    verdict: 'tarpit',
    serve: keyUpdates({ key: lab.key, cert: lab.cert, count: 2_000, requested: true }),
  },
];
