/** `openssl s_server` as the TLS of an engine: old, weak, odd, or with a demand for a client certificate. */

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createCertificate } from '../../../src/lab/certificates.ts';
import type { Real } from '../../helpers/real.ts';
import { ENGINE_ANSWER } from '../zoo/http.ts';
import { ENGINE, type RealKind } from './kind.ts';

interface ServerKind extends Omit<RealKind, 'address' | 'port'> {
  port?: number;
  /** Of `CERTIFICATES`; '' for none. */
  certificate?: string;
  /** More words for s_server; what is asked for is served as a file unless they say otherwise. */
  args: string[];
}

/** How each certificate is made: words for `openssl req -x509`. */
const CERTIFICATES: Readonly<Record<string, string[]>> = {
  usual: ['-newkey', 'rsa:2048'],
  'rsa-1024': ['-newkey', 'rsa:1024'],
  'rsa-512': ['-newkey', 'rsa:512'],
  sha1: ['-newkey', 'rsa:2048', '-sha1'],
  md5: ['-newkey', 'rsa:2048', '-md5'],
  brainpool: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:brainpoolP256r1'],
  p224: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:secp224r1'],
  binary: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:sect283k1'],
  ed25519: ['-newkey', 'ed25519'],
};

/** What s_server itself refuses by default. */
const WEAK = '@SECLEVEL=0';
const old = (version: string): string[] => [version, '-cipher', `ALL:${WEAK}`];

function open(name: string, args: string[], more: Partial<ServerKind> = {}): ServerKind {
  return { name, args, verdict: 'engine-open-tls', product: 'docker', evidence: ENGINE, ...more };
}

function demanded(name: string, args: string[], evidence: RegExp): ServerKind {
  return { name, args: ['-Verify', '1', ...args], verdict: 'mtls-required', evidence };
}

function noSession(name: string, args: string[], evidence: RegExp, more: Partial<ServerKind> = {}): ServerKind {
  return { name, args, verdict: 'inconclusive', evidence, ...more };
}

const SERVERS: readonly ServerKind[] = [
  open('TLS as it comes', []),
  open('TLS 1.3 alone', ['-tls1_3']),
  open('TLS 1.2 alone', ['-tls1_2']),
  open('TLS 1.1 alone', old('-tls1_1'), { session: /^TLSv1\.1 / }),
  open('TLS 1.0 alone', old('-tls1'), { session: /^TLSv1 / }),
  open('TLS 1.0 alone, on the plain port', old('-tls1'), { port: 2375, session: /^TLSv1 / }),
  open('RSA key exchange and CBC alone', ['-tls1_2', '-cipher', `AES128-SHA:${WEAK}`], { session: / AES128-SHA$/ }),
  open('no encryption', ['-tls1_2', '-cipher', `eNULL:${WEAK}`], { session: /NULL/ }),
  open('no certificate: anonymous key exchange', ['-tls1_2', '-cipher', `AECDH:${WEAK}`], {
    certificate: '',
    session: / AECDH/,
  }),
  open('a 1024-bit key', ['-tls1_2', '-cipher', `DEFAULT:${WEAK}`], { certificate: 'rsa-1024' }),
  open('a 512-bit key', ['-tls1_2', '-cipher', `DEFAULT:${WEAK}`], { certificate: 'rsa-512' }),
  open('a certificate signed with SHA-1', ['-cipher', `DEFAULT:${WEAK}`], { certificate: 'sha1' }),
  open('a certificate signed with MD5', ['-cipher', `DEFAULT:${WEAK}`], { certificate: 'md5' }),
  open('a session signed with SHA-1', ['-tls1_2', '-cipher', `DEFAULT:${WEAK}`, '-sigalgs', 'RSA+SHA1']),
  open('a certificate that ended years ago', [], { certificate: 'expired' }),
  open('a key on a Brainpool curve', ['-tls1_2'], { certificate: 'brainpool' }),
  open('a key on P-224', ['-tls1_2', '-cipher', `DEFAULT:${WEAK}`], { certificate: 'p224' }),
  open('an Ed25519 key', [], { certificate: 'ed25519' }),
  open('a curve that is asked for in a second ClientHello', ['-tls1_3', '-groups', 'P-521']),
  open('a Brainpool curve for the session', ['-tls1_2', '-groups', 'brainpoolP384r1']),
  open('HTTP/2 alone offered in the handshake', ['-alpn', 'h2']),
  open('a client certificate asked for and not needed, TLS 1.3', ['-verify', '1']),
  open('a client certificate asked for and not needed, TLS 1.2', ['-verify', '1', '-tls1_2']),
  demanded('a client certificate demanded, TLS 1.3', ['-tls1_3'], /alert 116/),
  demanded('a client certificate demanded, TLS 1.2', ['-tls1_2'], /alert 40/),
  demanded('a client certificate demanded, TLS 1.0', old('-tls1'), /alert 40/),
  noSession('a curve of the key that nobody offers', ['-tls1_2', '-cipher', `DEFAULT:${WEAK}`], /alert 40/, {
    certificate: 'binary',
  }),
  noSession('keys that were agreed beforehand', ['-tls1_2', '-psk', '1a2b', '-cipher', 'PSK'], /alert 40/, {
    certificate: '',
  }),
  {
    name: 'a page about the session itself',
    args: ['-www'],
    verdict: 'other-service',
    product: '',
    evidence: /200 ok, body: ".*HTML/i,
  },
  noSession('lines that come back in reverse', ['-rev'], /no readable HTTP/),
];

const SERVED_FILE = ['-HTTP'];
/** Each of these says itself what it answers. */
const ANSWERS = ['-www', '-rev'];

export const OPENSSL_KINDS: readonly (RealKind & ServerKind)[] = SERVERS.map((kind, i) => ({
  ...kind,
  address: `127.0.101.${i + 1}`,
  port: kind.port ?? 2376,
}));

export async function startOpenssl(real: Real): Promise<void> {
  const openssl = (args: readonly string[]): void =>
    void execFileSync('openssl', args, { cwd: real.folder, stdio: 'pipe' });
  for (const [name, words] of Object.entries(CERTIFICATES)) {
    const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`];
    openssl(['req', '-x509', '-nodes', '-subj', `/CN=${name}`, '-days', '2', ...words, ...files]);
  }
  const expired = await createCertificate('expired', [], Date.parse('2016-05-01T00:00:00Z'));
  writeFileSync(real.path('expired.key'), expired.key);
  writeFileSync(real.path('expired.pem'), expired.cert);
  // A file by the name of what is asked for: head and body of the answer.
  writeFileSync(real.path('version'), ENGINE_ANSWER, 'latin1');
  await Promise.all(
    OPENSSL_KINDS.map(({ address, port, args, certificate = 'usual' }) => {
      const served = args.some((word) => ANSWERS.includes(word)) ? [] : SERVED_FILE;
      const files = certificate === '' ? ['-nocert'] : ['-cert', `${certificate}.pem`, '-key', `${certificate}.key`];
      const words = ['s_server', '-accept', `${address}:${port}`, '-quiet', ...files, ...served, ...args];
      return real.start('openssl', words, { address, port });
    }),
  );
}
