import { createServer as createTlsServer } from 'node:tls';
import fc from 'fast-check';
import { afterAll, expect, it, test } from 'vitest';
import { createCertificate } from '../../src/lab/certificates.ts';
import { dial } from '../../src/probe/dial.ts';
import { FlightReader } from '../../src/probe/flight.ts';
import { firstLimits } from '../../src/probe/probe-limits.ts';
import { flightOf, groupOf, message, record } from '../helpers/finite-field-server.ts';
import { clock } from '../helpers/scope.ts';
import { listenOn } from '../helpers/server.ts';

const ADDRESS = '127.10.4.1';
const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing) close();
});

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

test.each([2_048, 8_192, 10_000] as const)('reads the size of a group of %i bits, however it is cut', (bits) => {
  const bytes = flightOf(groupOf(bits));
  for (const size of [1, 3, 700, bytes.length]) {
    const [finiteField, other] = [new FlightReader(true), new FlightReader()];
    for (let i = 0; i < bytes.length; i += size) {
      finiteField.add(bytes.subarray(i, i + size));
      other.add(bytes.subarray(i, i + size));
    }
    expect([finiteField.groupBits, other.groupBits]).toEqual([bits, 0]);
  }
});

test('misses no group behind a ChangeCipherSpec, zeros, or more than is looked at', () => {
  const bitsOf = (...parts: Buffer[]): number => {
    const reader = new FlightReader(true);
    for (const part of parts) reader.add(part);
    return reader.groupBits;
  };
  const prime = groupOf(10_000);
  expect(bitsOf(record(20, Buffer.from([1])), flightOf(prime))).toBe(10_000);
  expect(bitsOf(flightOf(Buffer.concat([Buffer.alloc(9), prime])))).toBe(10_000);
  expect(bitsOf(...Array(20).fill(record(21, Buffer.alloc(16_000))), flightOf(prime))).toBe(Number.POSITIVE_INFINITY);
  expect(bitsOf(record(22, message(12, Buffer.from([1]))))).toBe(0);
});

test('what comes inside TLS is not looked at', () => {
  const reader = new FlightReader(true);
  reader.add(record(22, message(2)));
  for (let i = 0; i < 20; i += 1) reader.add(record(23, Buffer.alloc(16_000)));
  expect(reader.groupBits).toBe(0);
});

test('a message in records of one byte is read in no time', () => {
  const reader = new FlightReader(true);
  const started = performance.now();
  for (const byte of message(11, Buffer.alloc(40_000))) reader.add(record(22, Buffer.from([byte])));
  expect(performance.now() - started).toBeLessThan(1_000);
});

test.each([true, false])('reads any bytes without an error (finite field: %s)', (isFiniteField) => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc
      .tuple(fc.constantFrom(20, 21, 22, 23), fc.uint8Array({ maxLength: 80 }))
      .map(([type, body]) => record(type, Buffer.from(body))),
    fc.uint8Array({ maxLength: 80 }).map((body) => record(22, message(12, Buffer.from(body)))),
  );
  fc.assert(
    fc.property(fc.array(piece), (chunks) => {
      const reader = new FlightReader(isFiniteField);
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
  const port = await listenOn(server, ADDRESS);
  closing.push(() => server.close());
  const target = { address: ADDRESS, port, transport: 'tls', offer: 'permissive' } as const;
  const { stream, tls } = await dial(target, () => true, firstLimits(300), clock, new AbortController().signal);
  stream?.destroy();
  expect(tls).toMatchObject({ established: true, protocol: 'TLSv1.2' });
  expect(tls?.requested).toBe(requestCert ? true : undefined);
});
