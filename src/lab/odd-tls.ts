/** TLS that is old, weak or odd, and TLS where plain text was asked for. */

import { X509Certificate } from 'node:crypto';
import { createCertificate, type LabCertificate } from './certificates.ts';
import { type Exhibit, engineText, TYPICAL } from './engine-exhibits.ts';
import { OldTls, type OldTlsOptions } from './old-tls.ts';
import { answer, type Behaviour, response } from './serve.ts';
import { overTls, refuseTls, type TlsOptions } from './tls-server.ts';

const HANDSHAKE = 0x16;
/** What OpenSSL refuses by default. */
const WEAK = '@SECLEVEL=0';
const MANY_ADDRESSES = 5_000;

const engine = answer(() => engineText(TYPICAL));

export interface OddCertificates {
  usual: LabCertificate;
  rsa: LabCertificate;
  /** For thousands of addresses. */
  many: LabCertificate;
  /** With a line separator of Unicode in its name. */
  separator: LabCertificate;
}

export async function oddCertificates(usual: LabCertificate, now: number): Promise<OddCertificates> {
  const addresses = Array.from({ length: MANY_ADDRESSES }, (_, i) => `127.1.${i >> 8}.${i & 255}`);
  return {
    usual,
    rsa: await createCertificate('docker-lab', [], now, 1_024),
    many: await createCertificate('many', addresses, now),
    separator: await createCertificate('docker\u2028lab', [], now),
  };
}

/** @param delay milliseconds that a broken plug-in takes: a slow handshake takes three times as long */
export function oddTls(certificates: OddCertificates, delay: number): Exhibit[] {
  return [
    ...weak(certificates),
    ...beforeRfc5746(certificates),
    ...besidePlainText(certificates),
    ...oddHandshakes(certificates, delay),
    ...withoutSession(certificates),
  ];
}

function open(name: string, shows: string, behave: Behaviour, port = 2376): Exhibit {
  const { version } = TYPICAL;
  return { name, shows, port, behave, verdict: 'engine-open-tls', severity: 'critical', product: 'docker', version };
}

function unclear(name: string, shows: string, behave: Behaviour): Exhibit {
  return { name, shows, port: 2376, behave, verdict: 'inconclusive', severity: 'medium' };
}

function weak({ usual }: OddCertificates): Exhibit[] {
  const weakly = (options: Partial<TlsOptions>): Behaviour =>
    overTls({ certificate: usual, lowest: 'TLSv1', highest: 'TLSv1.2', ciphers: `ALL:${WEAK}`, ...options }, engine);
  return [
    open('tls-1.0', 'TLS 1.0 alone', weakly({ highest: 'TLSv1' })),
    open('tls-1.1', 'TLS 1.1 alone', weakly({ highest: 'TLSv1.1' })),
    open('tls-null', 'TLS without encryption', weakly({ ciphers: `eNULL:${WEAK}` })),
    open('tls-curve', 'a curve that few have', weakly({ curve: 'brainpoolP256r1' })),
  ];
}

/** As Go was before 1.3, and so the engines of that time. */
function beforeRfc5746({ rsa }: OddCertificates): Exhibit[] {
  const certificate = new X509Certificate(rsa.cert).raw;
  const old = (options: Partial<OldTlsOptions>): Behaviour =>
    withTls(
      (stream) =>
        void new OldTls(stream, { key: rsa.key, certificate, minor: 3, answer: engineText(TYPICAL), ...options }),
    );
  const demanded = { port: 2376, verdict: 'mtls-required', severity: 'info' } as const;
  return [
    open('tls-before-5746', 'TLS before RFC 5746: engines of 2013', old({})),
    open('tls-1.0-before-5746', 'the same, TLS 1.0', old({ minor: 1 })),
    {
      name: 'mtls-before-5746',
      shows: 'the same, and a certificate demanded',
      behave: old({ demand: 42 }),
      ...demanded,
    },
    { name: 'mtls-late', shows: 'a certificate demanded after the request', behave: old({ refuse: 40 }), ...demanded },
    unclear('tls-no-der', 'a certificate that is none', old({ certificate: Buffer.from('no certificate') })),
  ];
}

function besidePlainText({ usual }: OddCertificates): Exhibit[] {
  const beside = (toPlain: () => string | undefined): Behaviour => overTls({ certificate: usual, toPlain }, engine);
  const page = (status: string, headers: string[], body: string): string => response(status, headers, body);
  const words = 'This combination of host and port requires TLS.';
  return [
    open(
      'tls-beside-silence',
      'TLS where plain text gets silence',
      beside(() => undefined),
      2375,
    ),
    open(
      'tls-beside-hang-up',
      'TLS where plain text is hung up on',
      beside(() => ''),
      2375,
    ),
    open(
      'tls-beside-words',
      'TLS where plain text gets other words',
      beside(() => page('400 Bad Request', [], words)),
      2375,
    ),
    open(
      'tls-beside-redirect',
      'TLS where plain text gets a redirect',
      beside(() => page('301 Moved', ['Location: https://127.0.0.1/'], '')),
      2375,
    ),
    open(
      'tls-beside-bytes',
      'TLS where plain text gets nonsense',
      beside(() => 'nonsense\r\n'),
      2375,
    ),
  ];
}

function oddHandshakes({ usual, many, separator }: OddCertificates, delay: number): Exhibit[] {
  const inside = overTls({ certificate: usual }, engine);
  const late: Behaviour = (stream, first, connection) => {
    // What comes meanwhile waits with the first bytes.
    stream.pause();
    setTimeout(() => stream.destroyed || inside(stream, first, connection), 3 * delay).unref();
  };
  return [
    open('tls-slow', 'six seconds for a handshake', late),
    open(
      'tls-http2',
      'HTTP/2 alone offered in the handshake',
      overTls({ certificate: usual, protocols: ['h2'] }, engine),
    ),
    open('tls-many-names', 'a certificate for thousands of addresses', overTls({ certificate: many }, engine)),
    open(
      'tls-separator',
      'a line separator of Unicode in its certificate',
      overTls({ certificate: separator }, engine),
    ),
  ];
}

function withoutSession({ many }: OddCertificates): Exhibit[] {
  const chain = { ...many, cert: many.cert.repeat(5) };
  const stall: Behaviour = (stream, first) => void (first[0] === HANDSHAKE || stream.end());
  return [
    unclear('tls-alert', 'refuses a certificate before it sees one', refuseTls(42)),
    unclear('tls-long-chain', 'more certificates than a client takes', overTls({ certificate: chain }, engine)),
    { ...unclear('tls-stall', 'a handshake that nobody answers', stall), verdict: 'no-reply', severity: 'info' },
  ];
}

/** TLS for who begins it, and nothing for others. */
function withTls(serve: (stream: Parameters<Behaviour>[0]) => void): Behaviour {
  return (stream, first) => {
    if (first[0] !== HANDSHAKE) return void stream.end();
    stream.pause();
    stream.unshift(first);
    serve(stream);
    stream.resume();
  };
}
