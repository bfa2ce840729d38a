import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCertificate } from '../../src/lab/certificates.ts';
import { answer, type Listening, listen } from '../../src/lab/serve.ts';
import { overPlain, overTls, refuseTls } from '../../src/lab/tls-server.ts';
import { talk, talkTls } from './talk.ts';

const ADDRESS = '127.0.94.10';
let server: Listening;

beforeAll(async () => {
  const certificate = await createCertificate('docker-lab', [ADDRESS], Date.now());
  server = await listen(
    ADDRESS,
    3_000,
    overTls(
      { certificate, highest: 'TLSv1.2', toPlain: () => 'no' },
      answer(() => 'hello'),
    ),
  );
});
afterAll(() => server.close());

it('hands the first bytes to TLS, and answers inside it', async () => {
  expect(await talkTls(ADDRESS, 3_000)).toMatchObject({ text: 'hello', end: 'fin' });
});

it('tells by the first byte alone who speaks no TLS', async () => {
  expect((await talk(ADDRESS, 3_000, { request: '\x15' })).text).toBe('no');
});

it('survives a ClientHello that is rubbish or ends early', async () => {
  for (const hello of [
    Buffer.from('160301000501000001ff', 'hex'),
    Buffer.from('1603', 'hex'),
    Buffer.alloc(600, 0x16),
  ]) {
    await talk(ADDRESS, 3_000, { request: hello, milliseconds: 150 });
  }
  await new Promise<void>((resolve) => {
    const socket = connect(3_000, ADDRESS, () =>
      socket.write(Buffer.from([0x16]), () => resolve(void socket.destroy())),
    );
  });
  expect((await talkTls(ADDRESS, 3_000)).text).toBe('hello');
});

it.each([
  [40, 'handshake failure'],
  [70, 'protocol version'],
  [112, 'unrecognized name'],
])('ends a handshake with alert %d, and tells a plain client what it was given', async (alert, words) => {
  const refusing = await listen(
    ADDRESS,
    3_001,
    refuseTls(alert, () => 'in plain'),
  );
  const { text, message } = await talkTls(ADDRESS, 3_001);
  expect(text).toBe('');
  expect(message).toContain(`alert number ${alert}`);
  expect(message).toContain(words);
  expect((await talk(ADDRESS, 3_001)).text).toBe('in plain');
  await refusing.close();
});

it('answers TLS on a plain port with the 103 bytes of Go', async () => {
  const plain = await listen(ADDRESS, 3_002, overPlain(answer(() => 'hello')));
  expect((await talk(ADDRESS, 3_002)).text).toBe('hello');
  const { bytes, text } = await talk(ADDRESS, 3_002, { request: Buffer.from([0x16, 3, 1, 2, 0]) });
  expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(bytes).toHaveLength(103);
  await plain.close();
});
