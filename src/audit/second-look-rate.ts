/** Rate and longest duration of the second look. */

import { sampleSize } from '../journal/sample.ts';

const MAX_PER_SECOND = 1_000;
const MIN_PER_SECOND = 50;
/** Beyond the retries of the sweep. */
export const EXTRA_RETRIES = 2;

/** Connections per second: a quarter of the sweep's, at least 50 if the sweep's own rate is not less. */
export function secondLookRate(rate: number | null): number {
  return rate === null ? MAX_PER_SECOND : Math.min(MAX_PER_SECOND, Math.max(rate / 4, Math.min(MIN_PER_SECOND, rate)));
}

/** Seconds that the second look takes if everything was and is silent; without silence there is nothing to look for. */
export function longestSecondLook(
  endpoints: number,
  { rate, timeout, retries }: { rate: number | null; timeout: number; retries: number },
): number {
  const tries = retries + 1 + EXTRA_RETRIES;
  return (sampleSize(endpoints) * tries) / secondLookRate(rate) + (timeout / 1_000) * tries;
}
