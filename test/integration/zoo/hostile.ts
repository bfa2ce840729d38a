/** What costs bytes, time or memory, and TLS that means harm or never ends. */

import { createCertificate } from '../../../src/lab/certificates.ts';
import { SETTINGS } from '../../../src/lab/control-planes.ts';
import { ENGINE_ANSWER, ENGINE_JSON } from './http.ts';
import { type Kind, onRequest, pour, reply } from './kind.ts';
import { alert, besides, modern, old, page, type Serve } from './tls.ts';

const NOW = Date.parse('2026-03-01T00:00:00Z');
const OK = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
const [HANDSHAKE, ALERT] = [22, 21];

const open = (name: string, serve: Serve): Kind => ({
  name,
  verdict: 'engine-open-plaintext',
  product: 'docker',
  serve,
});
const openTls = (name: string, serve: Serve): Kind => ({ name, verdict: 'engine-open-tls', product: 'docker', serve });
const unclear = (name: string, serve: Serve): Kind => ({ name, verdict: 'inconclusive', serve });

/** Hangs up on the first request that each of its addresses gets; refuses TLS with an alert. */
function hangsUpOnce(): Serve {
  const seen = new Set<string>();
  return onRequest((socket, first) => {
    const address = socket.localAddress ?? '';
    if (first[0] === HANDSHAKE) alert(40)(socket);
    else if (seen.has(address)) socket.end(ENGINE_ANSWER);
    else socket.end(() => seen.add(address));
  });
}

/** 14 components of 32 details each, in letters of three bytes: more than is kept. */
function largest(): string {
  const details = Object.fromEntries(Array.from({ length: 32 }, (_, i) => [`Detail${i}`, '\u6d77'.repeat(40)]));
  const parts = Array.from({ length: 12 }, (_, i) => ({ Name: `part${i}`, Version: '1', Details: details }));
  const engine: { Components: object[] } = JSON.parse(ENGINE_JSON);
  return JSON.stringify({ ...engine, Components: [...engine.Components, ...parts] });
}

/** A TLS server that gets no further than this. */
const sayInTls = (...bytes: Buffer[]): Serve => besides('hang-up', (socket) => void socket.write(Buffer.concat(bytes)));
const record = (type: number, version: number, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from([type, 3, version, body.length >> 8, body.length & 255]), body]);
/** ECDHE-RSA-AES128-GCM-SHA256, without a session to resume and without extensions. */
const serverHello = (version: number): Buffer =>
  record(
    HANDSHAKE,
    version,
    Buffer.concat([Buffer.from([2, 0, 0, 38, 3, version]), Buffer.alloc(32, 7), Buffer.from([0, 0xc0, 0x2f, 0])]),
  );

const many = await createCertificate(
  'many',
  Array.from({ length: 5_000 }, (_, i) => `10.0.${i >> 8}.${i & 255}`),
  NOW,
);
const separator = await createCertificate('docker\u2028lab', ['127.0.0.1'], NOW);

export const HOSTILE_KINDS: readonly Kind[] = [
  open('a first request that is hung up on, and an alert to TLS', hangsUpOnce()),
  unclear('five megabytes of blanks before the JSON', reply(`${OK}\r\n${' '.repeat(5e6)}${ENGINE_JSON}`)),
  open('the largest answer of an engine', reply(Buffer.from(`${OK}\r\n${largest()}`))),
  unclear('control characters behind a brace', reply(`${OK}\r\n{${'\x01'.repeat(65_000)}`)),
  {
    name: 'chunks of one byte without end',
    verdict: 'tarpit',
    serve: pour(`${OK}Transfer-Encoding: chunked\r\n\r\n`, '1\r\nx\r\n'.repeat(5_000), 1),
  },
  openTls('a line separator of Unicode in a certificate', modern({ ...separator })),
  openTls('a certificate for thousands of addresses', modern({ ...many })),
  unclear('a chain of certificates that is longer than a client takes', modern({ ...many, cert: many.cert.repeat(5) })),
  unclear('a certificate that is no DER', old({ certificate: Buffer.from('no certificate at all') })),
  openTls('HTTP/2 alone offered in the handshake', modern({ ALPNProtocols: ['h2'] })),
  unclear('HTTP/2 alone inside TLS', modern({}, SETTINGS.toString('latin1'))),
  { name: 'a handshake that nobody answers', verdict: 'no-reply', serve: sayInTls() },
  unclear('a ServerHello, and then nothing', sayInTls(serverHello(3))),
  unclear('SSL 3.0 alone', sayInTls(serverHello(0))),
  unclear(
    'warnings without end inside a handshake',
    sayInTls(...Array(200).fill(record(ALERT, 3, Buffer.from([1, 90])))),
  ),
  {
    name: 'a demand for a certificate after the request',
    verdict: 'mtls-required',
    serve: old({ refuse: 40 }),
  },
  {
    name: 'a path inside TLS that is forbidden',
    verdict: 'forbidden',
    serve: modern({}, page('403 Forbidden', '<h1>Forbidden</h1>', 'Server: Apache/2.4.57\r\n')),
  },
  openTls(
    'TLS where plain text is reset',
    onRequest((socket, first) => {
      if (first[0] !== HANDSHAKE) return void socket.resetAndDestroy();
      socket.pause();
      socket.unshift(first);
      modern({})(socket);
    }),
  ),
  openTls('TLS where plain text gets an alert', besides('\x15\x03\x01\x00\x02\x02\x46', modern({}))),
];
