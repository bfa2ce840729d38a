import { expect, it } from 'vitest';
import { createPace } from '../../src/sweep/pace.ts';

/** A clock that moves only when it is told to. */
function stoppedClock(): { now: () => number; ticks: () => number; pass: (ms: number) => void } {
  let time = 1_000_000;
  return {
    now: () => time,
    ticks: () => time,
    pass: (ms) => {
      time += ms;
    },
  };
}

function takenIn(
  seconds: number,
  rate: number | null,
  prefixRate: number | null,
  address: (i: number) => string,
): number {
  const clock = stoppedClock();
  const pace = createPace({ rate, prefixRate, clock });
  let taken = 0;
  for (let ms = 0; ms < seconds * 1_000; ms += 1) {
    for (let tries = 0; tries < 50; tries += 1) {
      if (pace.take(address(taken)) > 0) break;
      pace.release(address(taken));
      taken += 1;
    }
    clock.pass(1);
  }
  return taken;
}

it('keeps the overall rate', () => {
  const taken = takenIn(10, 100, null, (i) => `127.0.${i % 200}.1`);
  expect(taken).toBeGreaterThan(980);
  expect(taken).toBeLessThan(1_020);
});

it('keeps the rate within a /24, and lets other prefixes pass', () => {
  expect(takenIn(10, null, 20, (i) => `127.0.0.${i % 250}`)).toBeLessThan(210);
  expect(takenIn(1, null, 20, (i) => `127.${(i >> 8) & 255}.${i & 255}.1`)).toBeGreaterThan(10_000);
});

it('gives an address to one at a time', () => {
  const pace = createPace({ rate: null, prefixRate: null, clock: stoppedClock() });
  expect(pace.take('127.0.0.1')).toBe(0);
  expect(pace.take('127.0.0.1')).toBeGreaterThan(0);
  expect(pace.take('127.0.0.2')).toBe(0);
  pace.release('127.0.0.1');
  expect(pace.take('127.0.0.1')).toBe(0);
});
