import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseInterval } from '../../../../src/domain/interval.ts';
import { framesOf, frameText } from '../../../../src/report/people/html/frames.ts';

const frames = (...texts: string[]): string[] =>
  framesOf(texts.flatMap((text) => parseInterval(text) ?? [])).map(frameText);

describe('framesOf', () => {
  test('gathers small ranges of one network in one map', () => {
    expect(frames('127.0.0.10', '127.0.0.12', '127.0.0.200-127.0.0.210')).toEqual(['127.0.0.0/24']);
    expect(frames('fd00::1', 'fd00::1:1')).toEqual(['fd00::/120', 'fd00::1:0/120']);
  });

  test('takes large networks as they are', () => {
    expect(frames('10.64.0.0/10', '10.70.0.0/16', '10.20.0.0/22')).toEqual(['10.20.0.0/22', '10.64.0.0/10']);
  });

  test('does not blow up a range that crosses a large boundary', () => {
    expect(frames('127.255.255.250-128.0.1.5')).toEqual(['127.255.255.0/24', '128.0.0.0/24', '128.0.1.0/24']);
  });

  test('covers every address, and no map lies in another', () => {
    const range = fc.tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 5000 }));
    fc.assert(
      fc.property(fc.array(range, { maxLength: 8 }), (ranges) => {
        const intervals = ranges.map(([first, size]) => ({
          family: 4 as const,
          first: BigInt(first),
          last: BigInt(Math.min(2 ** 32 - 1, first + size)),
        }));
        const found = framesOf(intervals).map(({ first, bits }) => [first, first + (1n << BigInt(bits)) - 1n] as const);
        for (const { first, last } of intervals) {
          let at = first;
          for (const [from, to] of found) if (from <= at && at <= to) at = to + 1n;
          expect(at > last).toBe(true);
        }
        for (const [i, [from]] of found.entries()) expect(from > (found[i - 1]?.[1] ?? -1n)).toBe(true);
      }),
    );
  });
});
