import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SweepState } from '../../src/domain/endpoint.ts';
import { addPositions, createSample, type SampledPositions, sampleSize } from '../../src/journal/sample.ts';

const stateOf = (position: number): SweepState =>
  (['open', 'closed', 'filtered', 'unreachable', 'not-tested', 'filtered'] as const)[(position * 7) % 6] ?? 'open';

const upTo = (size: number): number[] => Array.from({ length: size }, (_, i) => i);

describe('a sample', () => {
  it('is 5 %, at least 50, at most 4,000, and never more than there is', () => {
    expect([0, 7, 50, 60, 1_000, 2_000, 80_000, 10 ** 8].map(sampleSize)).toEqual([
      0, 7, 50, 50, 50, 100, 4_000, 4_000,
    ]);
  });

  it('does not depend on the order, and is the same after any number of interruptions', () => {
    const size = 30_000;
    const whole = createSample(11, size);
    for (const position of upTo(size)) whole.offer(position, stateOf(position));
    const shuffled = createSample(11, size);
    for (const position of upTo(size).reverse()) shuffled.offer(position, stateOf(position));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: size }), { maxLength: 4 }), (cuts) => {
        const journal: SampledPositions = {};
        let from = 0;
        for (const to of [...cuts.sort((a, b) => a - b), size]) {
          const part = createSample(11, size, journal);
          for (let position = from; position < to; position += 1) part.offer(position, stateOf(position));
          addPositions(journal, part.take() ?? {});
          from = to;
        }
        const resumed = createSample(11, size, journal);
        expect(resumed.take()).toBeUndefined();
        for (const sample of [resumed, shuffled]) {
          expect(sample.listAnswered(15_000)).toEqual(whole.listAnswered(15_000));
          expect(sample.listSilent(10_000)).toEqual(whole.listSilent(10_000));
        }
      }),
      { numRuns: 20 },
    );
    expect(whole.listAnswered(15_000)).toHaveLength(750);
    for (const { position, state } of whole.listAnswered(15_000)) expect(state).toBe(stateOf(position));
    expect(whole.listSilent(10_000).every(({ state }) => state === 'filtered')).toBe(true);
  });

  it('is another one under another seed, beyond 32 bits as well', () => {
    const list = (seed: number, base = 0): number[] => {
      const sample = createSample(seed, 5_000);
      for (const position of upTo(5_000)) sample.offer(base + position, 'closed');
      return sample.listAnswered(5_000).map(({ position }) => position - base);
    };
    const common = (a: number[], b: number[]): number => a.filter((position) => b.includes(position)).length;
    const others = [list(2), list(2 ** 33 + 1), list(1, 2 ** 32), list(1, 2 ** 40)];
    expect(list(1)).toHaveLength(250);
    for (const other of others) expect(common(list(1), other)).toBeLessThan(40);
  });

  it('takes each place with the same chance', () => {
    const hits = new Float64Array(20);
    for (let seed = 0; seed < 400; seed += 1) {
      const sample = createSample(seed, 2_000);
      for (const position of upTo(2_000)) sample.offer(position, 'filtered');
      for (const { position } of sample.listSilent(2_000))
        hits[Math.floor(position / 100)] = (hits[Math.floor(position / 100)] ?? 0) + 1;
    }
    // 100 of 2,000 places, 400 times, in 20 equal stretches: 2,000 each, with a standard deviation below 45.
    for (const hit of hits) expect(Math.abs(hit - 2_000)).toBeLessThan(5 * 45);
  });

  it('writes few of many down, and holds few', () => {
    const size = 2_000_000;
    const sample = createSample(3, size);
    for (let position = 0; position < size; position += 1) sample.offer(position, 'filtered');
    const written = sample.take()?.filtered?.length ?? 0;
    expect(written).toBeGreaterThan(4_000);
    expect(written).toBeLessThan(2 * 4_000 * (1 + Math.log(size / 8_000)));
    expect(sample.listSilent(size)).toHaveLength(4_000);
  });
});
