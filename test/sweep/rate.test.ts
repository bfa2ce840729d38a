import { describe, expect, it } from 'vitest';
import { RATE_CAUSES, type RateCause } from '../../src/domain/run.ts';
import { createRateControl, type RateCounters } from '../../src/sweep/rate.ts';

const BEAT = 250;

/** A network in which `share` of the endpoints answer, and which carries so many tries a second. */
interface Network {
  share: number;
  /** Tries per second beyond which everything is lost. */
  capacity?: number;
  /** Share of first tries that are lost at any rate. */
  loss?: number;
  /** Share of tries that fail on this machine. */
  trouble?: number;
}

/** A reproducible generator (mulberry32): the same numbers in each run of this test. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function play(
  ceiling: number,
  seconds: number,
  network: (second: number) => Network,
  reach = Number.POSITIVE_INFINITY,
): { rates: number[]; causes: [second: number, cause: RateCause][] } {
  const random = generator(7);
  const control = createRateControl(ceiling);
  const counters: RateCounters = { sent: 0, started: 0, answered: 0, late: 0, trouble: 0 };
  const rates: number[] = [];
  const causes: [number, RateCause][] = [];
  for (let ms = 0; ms < seconds * 1_000; ms += BEAT) {
    const cause = control.observe(counters, ms);
    if (cause !== undefined) causes.push([ms / 1_000, cause]);
    rates.push(control.rate);
    const { share, capacity = Number.POSITIVE_INFINITY, loss = 0, trouble = 0 } = network(ms / 1_000);
    const rate = Math.min(control.rate, reach);
    const tries = Math.round((rate * BEAT) / 1_000);
    for (let i = 0; i < tries; i += 1) {
      counters.sent += 1;
      if (random() < trouble) {
        counters.trouble += 1;
        continue;
      }
      counters.started += 1;
      if (random() >= share) continue;
      // What is lost once is answered at the second try, but for what is lost again.
      const lossNow = Math.max(loss, 1 - capacity / rate);
      const late = random() < lossNow;
      if (late && random() < lossNow) continue;
      counters.answered += 1;
      if (late) counters.late += 1;
    }
  }
  return { rates, causes };
}

const cutsOf = (causes: [number, RateCause][]): RateCause[] =>
  causes.map(([, cause]) => cause).filter((cause) => /trouble|answers/.test(cause));

describe('the rate', () => {
  it('begins slowly, and is what was asked for within two seconds', () => {
    const { rates, causes } = play(1_000, 20, () => ({ share: 0.6 }));
    expect(rates[0]).toBeLessThan(100);
    expect(rates.slice(8).every((rate) => rate === 1_000)).toBe(true);
    expect(cutsOf(causes)).toEqual([]);
  });

  it('has no limit in the end where none was asked for', () => {
    const { rates } = play(Number.POSITIVE_INFINITY, 4, () => ({ share: 0.5 }), 2_000);
    expect(rates[0]).toBeLessThan(50_000);
    expect(rates.at(-1)).toBe(Number.POSITIVE_INFINITY);
  });

  it('is never more than was asked for, however little that is', () => {
    expect(play(3, 5, () => ({ share: 0.5 })).rates.every((rate) => rate <= 3)).toBe(true);
  });

  it.each([0.002, 0.05, 0.5, 0.97, 1])('is not cut by chance where a share of %f answers', (share) => {
    expect(cutsOf(play(2_000, 120, () => ({ share })).causes)).toEqual([]);
  });

  it('is not cut by a loss that was there from the beginning', () => {
    expect(cutsOf(play(2_000, 60, () => ({ share: 0.8, loss: 0.05 })).causes)).toEqual([]);
  });

  it('halves when answers get lost, until the network carries it, and returns slowly', () => {
    const { rates, causes } = play(4_000, 60, (second) =>
      second < 10 || second > 30 ? { share: 0.7 } : { share: 0.7, capacity: 1_500 },
    );
    const [firstCut] = causes.filter(([, cause]) => /answers/.test(cause));
    expect(firstCut?.[0]).toBeGreaterThanOrEqual(10);
    expect(firstCut?.[0]).toBeLessThan(12);
    const during = rates.slice((20 * 1_000) / BEAT, (30 * 1_000) / BEAT);
    expect(Math.max(...during)).toBeLessThan(3_000);
    expect(rates.at(-1)).toBe(4_000);
    expect(causes.at(-1)?.[1]).toBe('recovered');
  });

  it('halves when this machine fails', () => {
    const { causes, rates } = play(4_000, 12, (second) => ({ share: 0.7, trouble: second > 5 ? 0.2 : 0 }));
    expect(cutsOf(causes).every((cause) => cause === 'local-trouble')).toBe(true);
    expect(cutsOf(causes).length).toBeGreaterThanOrEqual(2);
    expect(rates.at(-1)).toBeLessThan(1_500);
  });

  it('learns what is usual anew where halving does not help', () => {
    const { causes, rates } = play(4_000, 200, (second) => ({ share: second < 20 ? 0.8 : 0.3 }));
    expect(cutsOf(causes).length).toBeLessThanOrEqual(4);
    expect(rates.at(-1)).toBe(4_000);
  });
});

it('gives every cause that there is a name for', () => {
  const seen = new Set<RateCause>();
  const note = ({ causes }: ReturnType<typeof play>): void => {
    for (const [, cause] of causes) seen.add(cause);
  };
  note(play(4_000, 60, (second) => (second < 10 || second > 30 ? { share: 0.7 } : { share: 0.7, capacity: 1_500 })));
  note(play(4_000, 30, (second) => ({ share: 0.7, trouble: second > 5 ? 0.2 : 0 })));
  // So little that first tries hardly show it, but further ones do.
  note(play(4_000, 60, (second) => ({ share: 0.9, loss: second > 30 ? 0.08 : 0 })));
  note(play(4_000, 200, (second) => ({ share: second < 20 ? 0.8 : 0.3 })));
  expect(seen).toEqual(new Set(RATE_CAUSES));
});
