import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unpack } from '../../src/probe/unpack.ts';

const TEXT = Buffer.from('{"Version":"20.10.7","ApiVersion":"1.41","Os":"linux"}');
const GZIP: [string, string][] = [['Content-Encoding', 'gzip']];
const [PACKED, MOST] = [gzipSync(TEXT), 262_144];

/** Bytes that no packing makes fewer. */
const noise = (length: number): Buffer => {
  let state = 1;
  return Buffer.from(
    Array.from({ length }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return state >>> 24;
    }),
  );
};

/** With every optional field of a head: extra, name, comment, checksum. */
const withFullHead = (packed: Buffer): Buffer =>
  Buffer.concat([
    packed.subarray(0, 3),
    Buffer.from([2 + 4 + 8 + 16]),
    packed.subarray(4, 10),
    Buffer.from([3, 0, 1, 2, 3]),
    Buffer.from('name\0comment\0xx'),
    packed.subarray(10),
  ]);
const changedAt = (bytes: Buffer, at: number): Buffer => {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ 0xff;
  return changed;
};

describe('unpack', () => {
  it.each([
    ['a whole stream', PACKED],
    ['a wrong checksum', changedAt(PACKED, PACKED.length - 8)],
    ['a wrong length', changedAt(PACKED, PACKED.length - 1)],
    ['no trailer', PACKED.subarray(0, -8)],
    ['bytes behind it', Buffer.concat([PACKED, Buffer.from('x'.repeat(50))])],
    ['a full head', withFullHead(PACKED)],
  ])('reads gzip with %s', (_, packed) => {
    expect(unpack(packed, GZIP, MOST)).toEqual(TEXT);
  });

  it('reads deflate with a wrong checksum', () => {
    const packed = deflateSync(TEXT);
    expect(unpack(changedAt(packed, packed.length - 1), [['content-encoding', ' Deflate']], MOST)).toEqual(TEXT);
  });

  it('keeps the beginning of what is faulty later, cut off, or more than is read', () => {
    const text = Buffer.concat([TEXT, Buffer.alloc(5_000_000, ' ')]);
    const long = unpack(gzipSync(text), GZIP, MOST);
    expect(long.length).toBeLessThanOrEqual(MOST);
    expect(text.subarray(0, long.length)).toEqual(long);
    expect(long.length).toBeGreaterThan(MOST / 2);
    const random = Buffer.concat([TEXT, noise(9_000)]);
    const packed = gzipSync(random);
    for (const faulty of [packed.subarray(0, -900), changedAt(packed, packed.length - 900)])
      expect(unpack(faulty, GZIP, MOST).subarray(0, TEXT.length)).toEqual(TEXT);
  });

  it('leaves what is not packed as it says, and what says nothing', () => {
    for (const coding of ['gzip', 'deflate', 'br', ''])
      expect(unpack(TEXT, [['Content-Encoding', coding]], MOST)).toBe(TEXT);
    expect(unpack(PACKED, [], MOST)).toBe(PACKED);
  });

  it('is bounded and quick, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(60), (bytes, at) => {
        const packed = Buffer.concat([PACKED.subarray(0, at), Buffer.from(bytes)]);
        for (const coding of ['gzip', 'deflate'])
          expect(unpack(packed, [['Content-Encoding', coding]], 1_000).length).toBeLessThanOrEqual(1_000);
      }),
    );
    const bomb = gzipSync(Buffer.alloc(100_000_000));
    const begun = performance.now();
    unpack(bomb, GZIP, 655_360);
    unpack(changedAt(gzipSync(noise(600_000)), 5_000), GZIP, 655_360);
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});
