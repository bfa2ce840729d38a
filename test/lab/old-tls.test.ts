import { X509Certificate } from 'node:crypto';
import { createServer } from 'node:net';
import { Duplex } from 'node:stream';
import { type ConnectionOptions, connect, type SecureVersion } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCertificate } from '../../src/lab/certificates.ts';
import { OldTls, type OldTlsOptions } from '../../src/lab/old-tls.ts';
import { type Listening, listen } from '../../src/lab/serve.ts';
import { PERMISSIVE } from '../../src/probe/tls-offers.ts';
import { fuzz, mutatedBytes } from '../helpers/fuzz.ts';
import { askInTls, type TlsTold, talk } from './talk.ts';

const ADDRESS = '127.10.30.30';
const WAYS: readonly Partial<OldTlsOptions>[] = [
  { minor: 1 },
  { minor: 2 },
  { minor: 3 },
  { minor: 3, demand: 42 },
  { minor: 1, demand: 46 },
  { minor: 3, refuse: 40 },
];
const servers: Listening[] = [];

beforeAll(async () => {
  const { key, cert } = await createCertificate('old', [], Date.now(), 1_024);
  const certificate = new X509Certificate(cert).raw;
  for (const [i, way] of WAYS.entries()) {
    const options = { key, certificate, minor: 3, answer: 'hello', ...way } as const;
    const serve = await listen(ADDRESS, 3_000 + i, (stream, first) => {
      stream.unshift(first);
      new OldTls(stream, options);
    });
    servers.push(serve);
  }
});
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function ask(way: number, offer: ConnectionOptions): Promise<Omit<TlsTold, 'cipher'>> {
  const { cipher, ...told } = await askInTls(ADDRESS, 3_000 + way, { ...offer, rejectUnauthorized: false });
  return told;
}

it.each<[number, SecureVersion]>([
  [0, 'TLSv1'],
  [1, 'TLSv1.1'],
  [2, 'TLSv1.2'],
])('answers inside the TLS of its time (%i: %s)', async (way, protocol) => {
  expect(await ask(way, PERMISSIVE)).toEqual({ protocol, text: 'hello', message: '' });
});

it('is refused by a client that wants RFC 5746', async () => {
  expect((await ask(2, {})).message).toMatch(/unsafe legacy renegotiation/i);
});

it.each([
  [3, 42],
  [4, 46],
  [5, 40],
])('refuses who has no certificate (%i: alert %i)', async (way, alert) => {
  const { text, message } = await ask(way, PERMISSIVE);
  expect(text).toBe('');
  expect(message).toContain(`alert number ${alert}`);
});

it('takes any bytes: it answers or hangs up', async () => {
  const hello = await firstBytes();
  // A key exchange, the change of keys and a sealed record, of lengths that fit.
  const rest = ['1603030086100000820080', '00'.repeat(128), '140303000101', '1603030030', '00'.repeat(48)].join('');
  const { key, cert } = await createCertificate('old', [], Date.now(), 1_024);
  const certificate = new X509Certificate(cert).raw;
  await fuzz(mutatedBytes([hello, Buffer.concat([hello, Buffer.from(rest, 'hex')])]), (bytes) => {
    let written = 0;
    const stream = new Duplex({
      read: () => undefined,
      write(chunk: Buffer, _encoding, done) {
        written += chunk.length;
        done();
      },
    });
    new OldTls(stream, { key, certificate, minor: 3, answer: 'hello' });
    stream.emit('data', bytes);
    expect(written).toBeLessThan(20 * (bytes.length + certificate.length));
    stream.destroy();
  });
});

/** The ClientHello of a client that takes everything. */
function firstBytes(): Promise<Buffer> {
  return new Promise((resolve) => {
    const server = createServer((socket) =>
      socket.once('data', (hello: Buffer) => {
        socket.destroy();
        server.close();
        resolve(hello);
      }),
    );
    server.listen(3_100, ADDRESS, () =>
      connect({ ...PERMISSIVE, host: ADDRESS, port: 3_100 }).on('error', () => undefined),
    );
  });
}

it('hangs up on what no client sends, and goes on', async () => {
  const garbled = Buffer.from('16030300080d0000040002ffff1603030008100000040002ffff', 'hex');
  for (const request of [garbled, Buffer.from('140303000101170303000401020304', 'hex'), Buffer.alloc(70_000, 0x16)])
    await talk(ADDRESS, 3_002, { request, milliseconds: 300 });
  expect((await ask(2, PERMISSIVE)).text).toBe('hello');
});
