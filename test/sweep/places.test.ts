import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createPlaceIndex, createPlaceSource, dealPlaces, type Places } from '../../src/sweep/places.ts';

const BIG = 2 ** 33;
const places: fc.Arbitrary<Places> = fc
  .record({
    base: fc.constantFrom(0, 5, BIG),
    from: fc.nat(20),
    length: fc.nat(60),
    step: fc.integer({ min: 1, max: 4 }),
    skip: fc.array(fc.nat(90), { maxLength: 10 }),
    list: fc.option(fc.uniqueArray(fc.nat(100), { maxLength: 20 }), { nil: undefined }),
  })
  .map(({ base, from, length, step, skip, list }) => ({
    from: base + from,
    to: base + from + length,
    step,
    skip: skip.map((place) => base + place),
    ...(list === undefined ? {} : { list }),
  }));

function naive({ from, to, step, skip, list }: Places): number[] {
  if (list !== undefined) return [...list];
  const all: number[] = [];
  for (let place = from; place < to; place += step) if (!skip.includes(place)) all.push(place);
  return all;
}

function drain(of: Places, limit = () => Number.POSITIVE_INFINITY): number[] {
  const source = createPlaceSource(of, limit);
  const taken: number[] = [];
  for (let place = source.next(); place >= 0; place = source.next()) taken.push(place);
  return taken;
}

it('hands out each place once, in order', () => {
  fc.assert(
    fc.property(places, (of) => {
      expect(drain(of)).toEqual(naive(of));
    }),
  );
});

it('is done when nothing is left, and not while it waits for the limit', () => {
  const source = createPlaceSource({ from: 3, to: 10, step: 2, skip: [9] }, () => 6);
  expect([source.next(), source.next(), source.next()]).toEqual([3, 5, -1]);
  expect(source.done).toBe(false);
  let limit = 8;
  const later = createPlaceSource({ from: 7, to: 10, step: 2, skip: [9] }, () => limit);
  expect([later.next(), later.next(), later.done]).toEqual([7, -1, false]);
  limit = 100;
  expect([later.next(), later.done]).toEqual([-1, true]);
});

it('deals every place to exactly one thread', () => {
  fc.assert(
    fc.property(places, fc.integer({ min: 1, max: 5 }), (of, threads) => {
      const dealt = dealPlaces(of, threads);
      expect(dealt).toHaveLength(threads);
      const all = dealt.flatMap((share) => drain(share)).sort((a, b) => a - b);
      expect(all).toEqual(naive(of).sort((a, b) => a - b));
    }),
  );
});

it('numbers the places, and finds them again', () => {
  fc.assert(
    fc.property(places, fc.nat(100), (of, offset) => {
      const index = createPlaceIndex(of);
      const seen: number[] = [];
      for (let i = 0; i < index.total; i += 1) {
        const place = index.place(i);
        expect(index.find(place)).toBe(i);
        if (!index.isSkipped(place)) seen.push(place);
      }
      expect(seen).toEqual(naive(of));
      const probe = of.from - 3 + offset;
      const found = index.find(probe);
      if (found >= 0) expect(index.place(found)).toBe(probe);
      else if (of.list === undefined) expect(naive({ ...of, skip: [] })).not.toContain(probe);
      else expect(of.list).not.toContain(probe);
      const below = index.indexBelow(probe);
      if (of.list !== undefined) expect(below).toBe(of.list.length);
      else expect(Math.max(0, below)).toBe(naive({ ...of, skip: [] }).filter((place) => place < probe).length);
    }),
  );
});
