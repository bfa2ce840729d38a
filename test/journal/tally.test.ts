import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SWEEP_STATES, type SweepState } from '../../src/domain/endpoint.ts';
import { createSample } from '../../src/journal/sample.ts';
import { createTally } from '../../src/journal/tally.ts';

it('hands out counts up to the first gap, whatever the order, and loses none', () => {
  const state = fc.constantFrom<SweepState>(...SWEEP_STATES);
  fc.assert(
    fc.property(fc.array(fc.tuple(state, fc.nat(), fc.boolean()), { minLength: 1, maxLength: 200 }), (list) => {
      const tally = createTally(0, (position) => position % 3);
      const order = list.map(([word, key], position) => ({ word, key, position })).sort((a, b) => a.key - b.key);
      const done = new Set<number>();
      let counted = 0;
      for (const { word, position } of order) {
        tally.settle(position, word, 'EMFILE');
        done.add(position);
        let gap = 0;
        while (done.has(gap)) gap += 1;
        expect(tally.position).toBe(gap);
        if (list[position]?.[2] === true) counted += tally.take()?.counts.reduce((sum, [, , n]) => sum + n, 0) ?? 0;
      }
      counted += tally.take()?.counts.reduce((sum, [, , n]) => sum + n, 0) ?? 0;
      expect(counted).toBe(list.length);
      expect(tally.take()).toBeUndefined();
    }),
    { numRuns: 60 },
  );
});

it('refuses to count an endpoint twice', () => {
  const tally = createTally(5, () => 0);
  tally.settle(6, 'open');
  expect(() => tally.settle(6, 'open')).toThrow(RangeError);
  expect(() => tally.settle(4, 'open')).toThrow(RangeError);
});

it('has room for four million endpoints beyond the first gap, and no more', () => {
  const tally = createTally(7, () => 0);
  expect(tally.limit).toBe(7 + 2 ** 22);
  tally.settle(7 + 2 ** 22 - 1, 'open');
  expect(() => tally.settle(7 + 2 ** 22, 'open')).toThrow(RangeError);
  tally.settle(7, 'closed');
  expect(tally).toMatchObject({ position: 8, settled: 9, limit: 8 + 2 ** 22 });
});

it('tells why endpoints were not tested, by range, and what went into the sample', () => {
  const tally = createTally(0, (position) => position % 2, createSample(1, 10));
  for (const [position, reason] of ['EMFILE', 'no-route', 'EMFILE', 'EMFILE'].entries())
    tally.settle(position, 'not-tested', reason);
  for (let position = 5; position < 9; position += 1)
    tally.settle(position, position % 2 === 0 ? 'closed' : 'filtered');
  // The sample belongs to the position, as the counts do: nothing beyond the gap is in it.
  expect(tally.take()).toEqual({
    position: 4,
    counts: [
      [0, 'not-tested', 2],
      [1, 'not-tested', 2],
    ],
    notTested: [
      [0, 'EMFILE', 2],
      [1, 'no-route', 1],
      [1, 'EMFILE', 1],
    ],
  });
  expect(tally.furthest).toBe(8);
  tally.settle(4, 'open');
  expect(tally.take()).toMatchObject({
    position: 9,
    notTested: [],
    sampled: { open: [4], closed: [6, 8], filtered: [5, 7] },
  });
});
