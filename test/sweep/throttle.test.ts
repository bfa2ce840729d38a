import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createThrottle } from '../../src/sweep/throttle.ts';

it('halves on a burst of local trouble once, and gives back slowly', () => {
  const throttle = createThrottle(64);
  throttle.trouble(0);
  throttle.trouble(50);
  expect(throttle.limit).toBe(32);
  throttle.trouble(200);
  expect(throttle.limit).toBe(16);
  for (let i = 0; i < 16; i += 1) throttle.success();
  expect(throttle.limit).toBe(17);
  for (let i = 0; i < 10_000; i += 1) throttle.success();
  expect(throttle.limit).toBe(64);
});

it('forgets earlier successes on trouble, even within a burst', () => {
  const throttle = createThrottle(8);
  throttle.trouble(0);
  for (let i = 0; i < 3; i += 1) throttle.success();
  throttle.trouble(10);
  throttle.success();
  expect(throttle.limit).toBe(4);
});

it('stays between one and the ceiling, whatever happens', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.array(fc.option(fc.nat(500)), { maxLength: 400 }),
      (top, events) => {
        const throttle = createThrottle(top);
        let now = 0;
        for (const pause of events) {
          const before = throttle.limit;
          if (pause === null) throttle.success();
          else {
            now += pause;
            throttle.trouble(now);
          }
          expect(throttle.limit).toBeGreaterThanOrEqual(1);
          expect(throttle.limit).toBeLessThanOrEqual(top);
          expect(throttle.limit - before).toBeLessThanOrEqual(pause === null ? 1 : 0);
        }
      },
    ),
  );
});
