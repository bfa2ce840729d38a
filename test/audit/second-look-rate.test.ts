import { expect, it } from 'vitest';
import { longestSecondLook, secondLookRate } from '../../src/audit/second-look-rate.ts';

it('asks at a quarter of the rate, and at 50 a second where the rate allows it', () => {
  expect([null, 100_000, 1_000, 100, 60, 20].map(secondLookRate)).toEqual([1_000, 1_000, 250, 50, 50, 20]);
});

it('takes time for silence alone', () => {
  expect(longestSecondLook(512, { rate: 100, timeout: 1_500, retries: 1 })).toBe((50 * 4) / 50 + 4 * 1.5);
  expect(longestSecondLook(10 ** 7, { rate: null, timeout: 1_000, retries: 0 })).toBe((4_000 * 3) / 1_000 + 3);
});
