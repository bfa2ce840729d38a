/** The estimate is tried where the truth is known: simulated sweeps that lose answers. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateMissRate, recordSecondLook, wilson } from '../../src/journal/estimate.ts';
import { createSample } from '../../src/journal/sample.ts';

/** Mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface World {
  endpoints: number;
  /** Share that would answer a try. */
  alive: number;
  /** Share of tries that are lost in the sweep, and in the second look. */
  loss: number;
  lossAgain: number;
  retries: number;
}

/** One run in that world: what it estimates, and the truth in percent. */
function simulate({ endpoints, alive, loss, lossAgain, retries }: World, seed: number) {
  const random = randomOf(seed);
  const sample = createSample(seed, endpoints);
  const isAlive = new Uint8Array(endpoints);
  let [answered, missed] = [0, 0];
  for (let at = 0; at < endpoints; at += 1) {
    isAlive[at] = random() < alive ? 1 : 0;
    const answers = isAlive[at] === 1 && random() >= loss ** (retries + 1);
    if (answers) answered += 1;
    else missed += isAlive[at] ?? 0;
    sample.offer(at, answers ? 'closed' : 'filtered');
  }
  const look = (endpoints: number, places: readonly { position: number }[]) => ({
    endpoints,
    sampled: places.length,
    answered: places.filter(({ position }) => isAlive[position] === 1 && random() >= lossAgain ** (retries + 3)).length,
  });
  const silent = look(endpoints - answered, sample.listSilent(endpoints - answered));
  const control = look(answered, sample.listAnswered(answered));
  const truth = answered + missed === 0 ? 0 : (100 * missed) / (answered + missed);
  return { estimate: estimateMissRate(silent, control), truth };
}

const WORLDS: [string, World][] = [
  ['nothing is lost', { endpoints: 5_000, alive: 0.3, loss: 0, lossAgain: 0, retries: 1 }],
  ['1 % of tries, none again', { endpoints: 20_000, alive: 0.5, loss: 0.01, lossAgain: 0.01, retries: 0 }],
  ['5 % of tries, one more', { endpoints: 100_000, alive: 0.5, loss: 0.05, lossAgain: 0.05, retries: 1 }],
  ['30 % of tries, none again', { endpoints: 2_000, alive: 0.2, loss: 0.3, lossAgain: 0.3, retries: 0 }],
  ['overload in the sweep alone', { endpoints: 30_000, alive: 0.4, loss: 0.5, lossAgain: 0, retries: 1 }],
  ['half of tries, in both', { endpoints: 10_000, alive: 0.6, loss: 0.5, lossAgain: 0.5, retries: 0 }],
  ['a /24 that is all silent but for a few', { endpoints: 512, alive: 0.03, loss: 0.2, lossAgain: 0.2, retries: 0 }],
  ['a /28: the sample is the whole class', { endpoints: 32, alive: 0.5, loss: 0.4, lossAgain: 0.2, retries: 0 }],
  ['most of the class is in the sample', { endpoints: 120, alive: 0.7, loss: 0.3, lossAgain: 0.3, retries: 0 }],
  ['few answer in many', { endpoints: 60_000, alive: 0.01, loss: 0.1, lossAgain: 0.1, retries: 0 }],
];

describe('the 95 % interval', () => {
  it.each(WORLDS)('holds the true rate in at least 90 of 100 runs: %s', (_name, world) => {
    let [held, sum, truths] = [0, 0, 0];
    for (let seed = 1; seed <= 100; seed += 1) {
      const { estimate, truth } = simulate(world, seed);
      const { low, high, rate } = estimate;
      if (low === null || high === null || rate === null) continue;
      if (low <= truth && truth <= high) held += 1;
      sum += rate;
      truths += truth;
      expect(low).toBeLessThanOrEqual(rate + 0.001);
      expect(rate).toBeLessThanOrEqual(high + 0.001);
    }
    expect(held).toBeGreaterThanOrEqual(90);
    // And the estimate leans to no side, where a sample is enough for more than the interval.
    if (world.endpoints >= 2_000)
      expect(Math.abs(sum - truths) / 100).toBeLessThanOrEqual(Math.max(0.5, truths / 1_000));
  });

  it('is no wider than it must be', () => {
    const { low, high } = estimateMissRate(
      { endpoints: 100_000, sampled: 4_000, answered: 0 },
      { endpoints: 100_000, sampled: 4_000, answered: 4_000 },
    );
    expect(low).toBe(0);
    expect(high).toBeLessThan(0.1);
  });
});

describe('the estimate', () => {
  const control = { endpoints: 100, sampled: 50, answered: 50 };

  it('is nothing where nothing was silent, and cannot be told where nothing answered', () => {
    const none = { endpoints: 0, sampled: 0, answered: 0 };
    expect(estimateMissRate(none, control)).toEqual({ missed: 0, rate: 0, low: 0, high: 0 });
    const unknown = { missed: null, rate: null, low: null, high: null };
    expect(estimateMissRate({ endpoints: 9, sampled: 9, answered: 0 }, none)).toEqual(unknown);
    expect(estimateMissRate({ endpoints: 9, sampled: 9, answered: 2 }, none)).toMatchObject({ rate: 100, high: 100 });
  });

  it('never says less than what was found', () => {
    const whole = estimateMissRate({ endpoints: 50, sampled: 50, answered: 10 }, control);
    expect(whole.missed).toBe(10);
    expect(whole.low).toBeCloseTo((100 * 10) / 110, 2);
    expect(whole.high).toBeLessThan(14);
  });

  it('puts the doubt of a second look that loses into the upper end', () => {
    const silent = { endpoints: 1_000, sampled: 50, answered: 5 };
    const sure = estimateMissRate(silent, control);
    const lossy = estimateMissRate(silent, { ...control, answered: 25 });
    expect(lossy.high).toBeGreaterThan((sure.high ?? 100) + 3);
    expect(lossy.rate).toBeGreaterThan(sure.rate ?? 100);
    expect(estimateMissRate(silent, { ...control, answered: 0 }).high).toBeGreaterThan(85);
    expect(estimateMissRate(silent, { ...control, sampled: 0, answered: 0 }).high).toBeGreaterThan(85);
  });

  it('stays a percentage, in order, whatever was counted', () => {
    const look = fc.tuple(fc.nat(100_000), fc.nat(4_000), fc.nat(4_000)).map(([endpoints, sampled, answered]) => ({
      endpoints,
      sampled: Math.min(endpoints, sampled),
      answered: Math.min(endpoints, sampled, answered),
    }));
    fc.assert(
      fc.property(look, look, (silent, control) => {
        const { missed, rate, low, high } = estimateMissRate(silent, control);
        if (missed === null || rate === null || low === null || high === null) {
          expect(control.endpoints + silent.answered).toBe(0);
          return;
        }
        expect(missed).toBeGreaterThanOrEqual(silent.answered);
        expect(missed).toBeLessThanOrEqual(silent.endpoints);
        for (const value of [rate, low, high]) expect(value >= 0 && value <= 100).toBe(true);
        expect(low).toBeLessThanOrEqual(rate + 0.001);
        expect(rate).toBeLessThanOrEqual(high + 0.001);
      }),
    );
  });

  it('goes into the record with what it rests on', () => {
    const silent = { endpoints: 4, sampled: 4, answered: 0 };
    expect(recordSecondLook({ perSecond: 50, silent, control })).toMatchObject({
      perSecond: 50,
      silent,
      control,
      rate: 0,
    });
  });
});

it('knows the interval of Wilson', () => {
  // 10 of 100: Brown, Cai and DasGupta's formula by hand.
  const [low, high] = wilson(0.1, 100);
  expect(low).toBeCloseTo(0.0552, 4);
  expect(high).toBeCloseTo(0.1744, 4);
  expect(wilson(0, 50)[0]).toBe(0);
  expect(wilson(0, 50)[1]).toBeCloseTo(0.0713, 4);
  expect(wilson(0.5, 0)).toEqual([0, 1]);
});
