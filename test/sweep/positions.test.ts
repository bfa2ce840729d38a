import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createPositionIndex, createPositionSource, dealPositions, type Positions } from '../../src/sweep/positions.ts';

const BIG = 2 ** 33;
const positions: fc.Arbitrary<Positions> = fc
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
    skip: skip.map((position) => base + position),
    ...(list === undefined ? {} : { list }),
  }));

function naive({ from, to, step, skip, list }: Positions): number[] {
  if (list !== undefined) return [...list];
  const all: number[] = [];
  for (let position = from; position < to; position += step) if (!skip.includes(position)) all.push(position);
  return all;
}

function drain(of: Positions, limit = () => Number.POSITIVE_INFINITY): number[] {
  const source = createPositionSource(of, limit);
  const taken: number[] = [];
  for (let position = source.next(); position >= 0; position = source.next()) taken.push(position);
  return taken;
}

it('hands out each position once, in order', () => {
  fc.assert(
    fc.property(positions, (of) => {
      expect(drain(of)).toEqual(naive(of));
    }),
  );
});

it('is done when nothing is left, and not while it waits for the limit', () => {
  const source = createPositionSource({ from: 3, to: 10, step: 2, skip: [9] }, () => 6);
  expect([source.next(), source.next(), source.next()]).toEqual([3, 5, -1]);
  expect(source.done).toBe(false);
  let limit = 8;
  const later = createPositionSource({ from: 7, to: 10, step: 2, skip: [9] }, () => limit);
  expect([later.next(), later.next(), later.done]).toEqual([7, -1, false]);
  limit = 100;
  expect([later.next(), later.done]).toEqual([-1, true]);
});

it('deals every position to exactly one thread', () => {
  fc.assert(
    fc.property(positions, fc.integer({ min: 1, max: 5 }), (of, threads) => {
      const dealt = dealPositions(of, threads);
      expect(dealt).toHaveLength(threads);
      const all = dealt.flatMap((share) => drain(share)).sort((a, b) => a - b);
      expect(all).toEqual(naive(of).sort((a, b) => a - b));
    }),
  );
});

it('numbers the positions, and finds them again', () => {
  fc.assert(
    fc.property(positions, fc.nat(100), (of, offset) => {
      const index = createPositionIndex(of);
      const seen: number[] = [];
      for (let i = 0; i < index.total; i += 1) {
        const position = index.position(i);
        expect(index.find(position)).toBe(i);
        if (!index.isSkipped(position)) seen.push(position);
      }
      expect(seen).toEqual(naive(of));
      const probe = of.from - 3 + offset;
      const found = index.find(probe);
      if (found >= 0) expect(index.position(found)).toBe(probe);
      else if (of.list === undefined) expect(naive({ ...of, skip: [] })).not.toContain(probe);
      else expect(of.list).not.toContain(probe);
      const below = index.slotsBelow(probe);
      if (of.list !== undefined) expect(below).toBe(of.list.length);
      else expect(Math.max(0, below)).toBe(naive({ ...of, skip: [] }).filter((position) => position < probe).length);
    }),
  );
});
