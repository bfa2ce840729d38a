import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { readLeniently } from '../../src/probe/lenient.ts';
import { firstLimits } from '../../src/probe/probe-limits.ts';

const LIMITS = firstLimits(100);
const read = (text: string) => readLeniently(Buffer.from(text, 'latin1'), LIMITS);
const OK = 'HTTP/1.1 200 OK\r\n';

describe('a whole answer', () => {
  it.each([
    ['after interim responses', `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Wait\r\n\r\n${OK}\r\n{"a":1}`],
    ['after blank lines', `\r\n\r\n${OK}\r\n{"a":1}`],
    [
      'with both ways of giving a length',
      `${OK}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{"a":1}\r\n0\r\n\r\n`,
    ],
    ['with chunks announced and none sent', `${OK}Transfer-Encoding: chunked\r\n\r\n{"a":1}`],
    ['without its last chunk', `${OK}Transfer-Encoding: chunked\r\n\r\n3;x=y\r\n{"a\r\n4\r\n":1}\r\n`],
    ['shorter than announced', `${OK}Content-Length: 900\r\n\r\n{"a":1}`],
    ['in lines that end in LF', 'HTTP/1.1 200 OK\nX: y\n\n{"a":1}'],
  ])('is read %s', (_, text) => {
    expect(read(text)).toMatchObject({ whole: true, http: { version: '1.1', status: 200, body: { data: '{"a":1}' } } });
  });

  it('needs no JSON where its length is right', () => {
    const page = read(`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\nno`);
    expect(page).toMatchObject({ whole: true, http: { status: 404, reason: 'No', body: { data: 'no' } } });
    expect(read('HTTP/1.1 404 No\r\nContent-Length: 3\r\n\r\nno')?.whole).toBe(false);
  });

  it('is told from what is no HTTP', () => {
    for (const text of [
      '',
      'SSH-2.0-x\r\n\r\n',
      'HTTP/1.1 200 OK\r\nX: y\r\n',
      `${'HTTP/1.1 100 C\r\n\r\n'.repeat(20)}`,
    ])
      expect(read(text)).toBeUndefined();
  });

  it('keeps the case and the order of its headers, and their faults', () => {
    expect(read('HTTP/1.0 200 OK\nb: 1\nA : 2\nnone\n\n{}')?.http).toMatchObject({
      bareLf: true,
      headers: [
        ['b', '1'],
        ['A', '2'],
      ],
    });
  });
});

test('any bytes are read without an error, and what is kept is bounded', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      OK,
      '\r\n',
      '\n',
      'Transfer-Encoding: chunked\r\n',
      'Content-Length: 7\r\n',
      '{"a":',
      '}',
      '0\r\n',
      'f\r\n',
    ),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const answer = read(pieces.join(''));
      expect(JSON.stringify(answer ?? '').length).toBeLessThan(200_000);
    }),
  );
});
