import { createServer as createTlsServer } from 'node:tls';
import fc from 'fast-check';
import { afterAll, expect, it, test } from 'vitest';
import { createCertificate } from '../../src/lab/certificates.ts';
import { dial } from '../../src/probe/dial.ts';
import { FlightReader } from '../../src/probe/flight.ts';
import { firstLimits } from '../../src/probe/probe-limits.ts';
import { clock } from '../helpers/scope.ts';

const ADDRESS = '127.8.4.1';
const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing) close();
});

const message = (type: number, body = Buffer.alloc(4)): Buffer =>
  Buffer.concat([Buffer.from([type, 0, body.length >> 8, body.length & 255]), body]);
const record = (type: number, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from([type, 3, 3, body.length >> 8, body.length & 255]), body]);

test.each([
  [
    'a server that asks for a certificate',
    [record(22, Buffer.concat([message(2), message(11), message(13)]))],
    true,
    true,
  ],
  ['one that does not', [record(22, message(2)), record(22, message(14))], true, false],
  [
    'a message over two records',
    [record(22, message(2)), record(22, message(13).subarray(0, 3)), record(22, message(13).subarray(3))],
    true,
    true,
  ],
  [
    'what comes after the keys',
    [record(22, message(2)), record(20, Buffer.from([1])), record(22, message(13))],
    true,
    false,
  ],
  ['an alert', [record(21, Buffer.from([2, 40]))], false, false],
])('reads %s, however it is cut', (_, records, hello, requested) => {
  const bytes = Buffer.concat(records);
  for (const size of [1, 3, 7, bytes.length]) {
    const reader = new FlightReader();
    for (let i = 0; i < bytes.length; i += size) reader.add(bytes.subarray(i, i + size));
    expect([reader.hello, reader.requested]).toEqual([hello, requested]);
  }
});

test('reads any bytes without an error', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 400 })), (chunks) => {
      const reader = new FlightReader();
      for (const chunk of chunks) reader.add(Buffer.from(chunk));
    }),
  );
});

it.each([true, false])('reads along a real handshake: certificate asked for: %s', async (requestCert) => {
  const { cert, key } = await createCertificate('lab', [ADDRESS], clock.now());
  const server = createTlsServer({
    cert,
    key,
    requestCert,
    rejectUnauthorized: false,
    maxVersion: 'TLSv1.2',
  });
  await new Promise<void>((resolve) => server.listen(0, ADDRESS, resolve));
  closing.push(() => server.close());
  const bound = server.address();
  const port = bound !== null && typeof bound === 'object' ? bound.port : 0;
  const target = { address: ADDRESS, port, transport: 'tls', permissive: true } as const;
  const { stream, tls } = await dial(target, () => true, firstLimits(300), clock, new AbortController().signal);
  stream?.destroy();
  expect(tls).toMatchObject({ established: true, protocol: 'TLSv1.2' });
  expect(tls?.requested).toBe(requestCert ? true : undefined);
});
