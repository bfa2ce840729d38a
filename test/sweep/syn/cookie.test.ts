import { describe, expect, it } from 'vitest';
import { CookieKey } from '../../../src/sweep/syn/cookie.ts';
import { portOf } from '../../../src/sweep/syn/ports.ts';

const bytes = (count: number): Uint8Array => Uint8Array.from({ length: count }, (_, i) => i);

function hash(key: CookieKey, message: Uint8Array): string {
  const view = new DataView(message.buffer);
  const words = Array.from({ length: message.length / 4 }, (_, i) => view.getUint32(i * 4, true));
  const cookie = { sequence: 0, rest: 0 };
  key.write(words, words.length, cookie);
  const out = new DataView(new ArrayBuffer(8));
  out.setUint32(0, cookie.sequence, true);
  out.setUint32(4, cookie.rest, true);
  return Buffer.from(out.buffer).toString('hex');
}

describe('HalfSipHash-2-4 with 64 bits', () => {
  // vectors_hsip64 of the reference implementation.
  it.each([
    [0, '218d1f59b9b83cc8'],
    [4, 'd5e78a175be52ea1'],
    [8, 'edfee820bce4858c'],
    [12, '7bc71f9faef5c799'],
    [16, '7336aad25f7bf3b5'],
  ])('agrees with the official vector of %i bytes', (length, expected) => {
    expect(hash(new CookieKey(bytes(8)), bytes(length))).toBe(expected);
  });

  it('reads its key from a view into larger memory', () => {
    expect(hash(new CookieKey(bytes(16).subarray(0, 8)), bytes(4))).toBe('d5e78a175be52ea1');
    const shifted = new Uint8Array(20);
    shifted.set(bytes(8), 5);
    expect(hash(new CookieKey(shifted.subarray(5, 13)), bytes(4))).toBe('d5e78a175be52ea1');
  });
});

it('gives other cookies under another key, and for the same address with another port', () => {
  const seen = new Set<string>();
  for (let i = 1; i < 256; i += 1) {
    const key = new CookieKey(Uint8Array.of(i, 0, 0, 0, 0, 0, 0, 0));
    const last = new CookieKey(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, i));
    for (const word of [2375, 2376]) {
      seen.add(hash(key, Uint8Array.of(word & 255, word >> 8, 0, 0, 1, 0, 0, 127)));
      seen.add(hash(last, Uint8Array.of(word & 255, word >> 8, 0, 0, 1, 0, 0, 127)));
    }
  }
  expect(seen.size).toBe(1_020);
});

it('spreads source ports evenly over their block', () => {
  const key = new CookieKey(Uint8Array.from([7, 1, 8, 2, 8, 1, 8, 2]));
  const cookie = { sequence: 0, rest: 0 };
  const counts = new Float64Array(4_096);
  const halves = [0, 0];
  const draws = 409_600;
  for (let i = 0; i < draws; i += 1) {
    key.write([2375, 0x0a000000 + i], 2, cookie);
    const port = portOf(61_440, cookie.rest);
    counts[port - 61_440] = (counts[port - 61_440] ?? 0) + 1;
    halves[cookie.sequence >>> 31] = (halves[cookie.sequence >>> 31] ?? 0) + 1;
  }
  const chi = counts.reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
  // 4,095 degrees of freedom: mean 4,095, deviation 90; the key is fixed, so this never flickers.
  expect(chi).toBeGreaterThan(4_095 - 5 * 90);
  expect(chi).toBeLessThan(4_095 + 5 * 90);
  expect(Math.abs((halves[0] ?? 0) - draws / 2)).toBeLessThan(5 * Math.sqrt(draws / 4));
});
