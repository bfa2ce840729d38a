import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatAddress } from '../../../../src/domain/address.ts';
import { framesOf, frameText, parseInterval, uniteIntervals } from '../../../../src/report/people/html/frames.ts';

const show = (text: string): string | undefined => {
  const interval = parseInterval(text);
  if (interval === undefined) return undefined;
  const { family, first, last } = interval;
  return `${formatAddress({ family, value: first })} ${formatAddress({ family, value: last })}`;
};
const frames = (...texts: string[]): string[] =>
  framesOf(texts.flatMap((text) => parseInterval(text) ?? [])).map(frameText);

describe('parseInterval', () => {
  test.each([
    ['10.0.0.0/24', '10.0.0.0 10.0.0.255'],
    ['10.0.0.7', '10.0.0.7 10.0.0.7'],
    ['10.0.0.7-10.0.1.3', '10.0.0.7 10.0.1.3'],
    ['10.0.0.7 - 10.0.1.3', '10.0.0.7 10.0.1.3'],
    ['fd00::/120', 'fd00:: fd00::ff'],
    ['0.0.0.0/0', '0.0.0.0 255.255.255.255'],
  ])('reads %s', (text, shown) => {
    expect(show(text)).toBe(shown);
  });

  test.each(['', 'x', '10.0.0.0/33', '10.0.0.9-10.0.0.1', '10.0.0.1-fd00::1', '10.0.0.1/', '<script>', 'fd00::/129'])(
    'leaves %j',
    (text) => {
      expect(show(text)).toBeUndefined();
    },
  );
});

describe('uniteIntervals', () => {
  test('joins what touches or overlaps, in one family, and changes nothing that it was given', () => {
    const given = ['10.0.1.0/24', '10.0.0.0/24', '10.0.0.128/25', 'fd00::/120', '10.0.3.0/24'].flatMap(
      (text) => parseInterval(text) ?? [],
    );
    const before = structuredClone(given);
    expect(uniteIntervals(given).map(({ first, last }) => last - first + 1n)).toEqual([512n, 256n, 256n]);
    expect(given).toEqual(before);
  });
});

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
