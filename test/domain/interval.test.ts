/** The algebra of sets of addresses, against a naive reference: plain sets of small numbers. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Family } from '../../src/domain/address.ts';
import { formatAddress } from '../../src/domain/address.ts';
import {
  compareIntervals,
  contains,
  type Interval,
  insert,
  intersect,
  parseInterval,
  sizeOf,
  subtract,
  unite,
} from '../../src/domain/interval.ts';

const TOP = 40n;
const bound = fc.bigInt({ min: 0n, max: TOP });
const interval = fc
  .tuple(fc.constantFrom<Family>(4, 6), bound, fc.bigInt({ min: 0n, max: 15n }))
  .map(([family, first, more]): Interval => ({ family, first, last: first + more }));
const intervals = fc.array(interval, { maxLength: 12 });

/** `4:7` for each address. */
function members(set: readonly Interval[]): Set<string> {
  const all = new Set<string>();
  for (const { family, first, last } of set) for (let at = first; at <= last; at += 1n) all.add(`${family}:${at}`);
  return all;
}

function expectSet(set: readonly Interval[]): void {
  for (const [i, { family, first, last }] of set.entries()) {
    expect(first <= last).toBe(true);
    const next = set[i + 1];
    if (next?.family === family) expect(next.first > last + 1n).toBe(true);
    else if (next !== undefined) expect(next.family).toBeGreaterThan(family);
  }
}

describe('sets of intervals', () => {
  it('unite to all members, sorted, without overlap or touch, in any order', () => {
    fc.assert(
      fc.property(intervals, (list) => {
        const set = unite(list);
        expectSet(set);
        expect(members(set)).toEqual(members(list));
        expect(unite(list.toReversed())).toEqual(set);
        expect(unite(set)).toEqual(set);
      }),
    );
  });

  it('share and leave what plain sets do', () => {
    fc.assert(
      fc.property(interval, intervals, (one, list) => {
        const set = unite(list);
        const [shared, left] = [intersect(one, set), subtract(one, set)];
        expectSet(shared);
        expectSet(left);
        const [mine, others] = [members([one]), members(set)];
        expect(members(shared)).toEqual(new Set([...mine].filter((at) => others.has(at))));
        expect(members(left)).toEqual(new Set([...mine].filter((at) => !others.has(at))));
        const size = [...shared, ...left].reduce((sum, part) => sum + sizeOf(part), 0n);
        expect(size).toBe(sizeOf(one));
      }),
    );
  });

  it('take an interval in as a union does', () => {
    fc.assert(
      fc.property(intervals, (list) => {
        const set: Interval[] = [];
        for (const one of list) insert(set, one);
        expect(set).toEqual(unite(list));
      }),
    );
  });

  it('hold the ends of the address space', () => {
    const all: Interval = { family: 6, first: 0n, last: 2n ** 128n - 1n };
    expect(sizeOf(all)).toBe(2n ** 128n);
    const holes: Interval[] = [];
    insert(holes, { family: 6, first: all.last, last: all.last });
    insert(holes, { family: 6, first: 0n, last: 0n });
    expect(subtract(all, holes)).toEqual([{ family: 6, first: 1n, last: all.last - 1n }]);
    expect(subtract(all, [all])).toEqual([]);
  });
});

it('contains what a plain set contains, and never another family', () => {
  fc.assert(
    fc.property(interval, interval, (outer, inner) => {
      const all = members([outer]);
      expect(contains(outer, inner)).toBe([...members([inner])].every((at) => all.has(at)));
    }),
  );
});

it('sorts IPv4 before IPv6, then by the first address', () => {
  fc.assert(
    fc.property(interval, interval, (a, b) => {
      expect(Math.sign(compareIntervals(a, b))).toBe(-Math.sign(compareIntervals(b, a)) + 0);
      if (a.family < b.family || (a.family === b.family && a.first < b.first))
        expect(compareIntervals(a, b)).toBeLessThan(0);
    }),
  );
});

const show = (text: string): string | undefined => {
  const interval = parseInterval(text);
  if (interval === undefined) return undefined;
  const { family, first, last } = interval;
  return `${formatAddress({ family, value: first })} ${formatAddress({ family, value: last })}`;
};

describe('parseInterval', () => {
  it.each([
    ['10.0.0.0/24', '10.0.0.0 10.0.0.255'],
    ['10.0.0.7', '10.0.0.7 10.0.0.7'],
    ['10.0.0.7-10.0.1.3', '10.0.0.7 10.0.1.3'],
    ['10.0.0.7 - 10.0.1.3', '10.0.0.7 10.0.1.3'],
    ['fd00::/120', 'fd00:: fd00::ff'],
    ['0.0.0.0/0', '0.0.0.0 255.255.255.255'],
  ])('reads %s', (text, shown) => {
    expect(show(text)).toBe(shown);
  });

  it.each(['', 'x', '10.0.0.0/33', '10.0.0.9-10.0.0.1', '10.0.0.1-fd00::1', '10.0.0.1/', '<script>', 'fd00::/129'])(
    'leaves %j',
    (text) => {
      expect(show(text)).toBeUndefined();
    },
  );
});

describe('unite of what was written', () => {
  it('joins what touches or overlaps, in one family, and changes nothing that it was given', () => {
    const given = ['10.0.1.0/24', '10.0.0.0/24', '10.0.0.128/25', 'fd00::/120', '10.0.3.0/24'].flatMap(
      (text) => parseInterval(text) ?? [],
    );
    const before = structuredClone(given);
    expect(unite(given).map(({ first, last }) => last - first + 1n)).toEqual([512n, 256n, 256n]);
    expect(given).toEqual(before);
  });
});
