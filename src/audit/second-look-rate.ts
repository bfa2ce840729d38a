/** How fast the second look asks, and how long it takes at most. */

import { sampleSize } from '../journal/sample.ts';

/** Connections per second. */
const FASTEST = 1_000;
const SLOWEST = 50;
/** Further tries, beyond those of the sweep. */
export const MORE_TRIES = 2;

/** Connections per second: a quarter of the sweep's, at least 50 if the sweep's own rate is not less. */
export function secondLookRate(rate: number | null): number {
  return rate === null ? FASTEST : Math.min(FASTEST, Math.max(rate / 4, Math.min(SLOWEST, rate)));
}

/** Seconds that the second look takes if everything was and is silent; without silence there is nothing to look for. */
export function longestSecondLook(
  endpoints: number,
  { rate, timeout, retries }: { rate: number | null; timeout: number; retries: number },
): number {
  const tries = retries + 1 + MORE_TRIES;
  return (sampleSize(endpoints) * tries) / secondLookRate(rate) + (timeout / 1_000) * tries;
}
