import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCertificate } from '../../src/lab/certificates.ts';
import { answer, type Listening, listen } from '../../src/lab/serve.ts';
import { overTls } from '../../src/lab/tls.ts';
import { talk, talkTls } from './talk.ts';

const ADDRESS = '127.0.94.10';
let server: Listening;

beforeAll(async () => {
  const certificate = await createCertificate('docker-lab', [ADDRESS], Date.now());
  server = await listen(
    ADDRESS,
    3_000,
    overTls(
      { certificate, highest: 'TLSv1.2', toPlain: 'no' },
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
