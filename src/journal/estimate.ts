/**
 * Estimate of the miss rate: the endpoints that answer and were taken for silent.
 *
 * Of the `endpoints` that were silent, `sampled` were asked again, gently; the share that answered then is a sample of the
 * share that had been missed. Wilson's score interval (1927) holds where that share is 0. Two corrections:
 *  - The second look loses answers too. What it finds of those that had answered says how many (the control); the upper end
 *    is divided by the lower end of the control's own interval, so that the doubt goes where the risk is.
 *  - A sample that is most of its class knows more than one of a large class (finite population), but only of what the
 *    second look cannot lose: of the variance of the share, that part shrinks by (N - n) / (N - 1).
 * From q, the missed share of the N silent ones, and A, which answered: miss rate = qN / (A + qN), which grows with q, so that
 * the ends of q's interval give the ends of the rate's. An endpoint that came up in between counts as missed, and one that
 * went down as lost by the second look: both err to the safe side. Ports that accept and ports that refuse count alike.
 */

import type { SampleResult, SecondLook } from '../domain/run.ts';

/** All null if nothing answered in either look: there is no rate of nothing. */
export interface Estimate {
  /** Endpoints that answer and had been silent. */
  missed: number | null;
  /** The share of all that answer, in percent, and its 95 % interval. */
  rate: number | null;
  low: number | null;
  high: number | null;
}

/** Two-sided 95 % of the normal distribution. */
const Z_95_PERCENT = 1.959964;

/** @param n may be fractional: the size of a sample with replacement that would be as sure */
export function wilson(share: number, n: number): [low: number, high: number] {
  if (n <= 0) return [0, 1];
  const z = (Z_95_PERCENT * Z_95_PERCENT) / n;
  const centre = (share + z / 2) / (1 + z);
  const reach = (Z_95_PERCENT * Math.sqrt((share * (1 - share)) / n + z / n / 4)) / (1 + z);
  return [Math.max(0, centre - reach), Math.min(1, centre + reach)];
}

export function estimateMissRate(silent: SampleResult, control: SampleResult): Estimate {
  if (control.endpoints + silent.answered === 0) return { missed: null, rate: null, low: null, high: null };
  if (silent.endpoints === 0) return { missed: 0, rate: 0, low: 0, high: 0 };
  const { endpoints, sampled, answered } = silent;
  const share = sampled === 0 ? 0 : answered / sampled;
  // At least one of those that answered would answer again, as far as can be told.
  const caught = Math.max(control.answered, 1) / Math.max(control.sampled, 1);
  const [least] = wilson(caught, control.sampled);
  const shrunk = endpoints <= 1 ? 0 : (endpoints - sampled) / (endpoints - 1);
  const certainty = sampled / Math.max(least * shrunk + (1 - least), Number.EPSILON);
  const [low, high] = wilson(share, certainty);
  const found = answered / endpoints;
  const rate = (missing: number): number => {
    const missed = Math.min(1, Math.max(missing, found)) * endpoints;
    return missed === 0 ? 0 : (100 * missed) / (control.endpoints + missed);
  };
  const missing = Math.max(found, Math.min(1, share / caught));
  return {
    missed: Math.round(missing * endpoints),
    rate: round(rate(missing)),
    low: Math.floor(rate(low) * 1_000) / 1_000,
    high: Math.ceil(rate(high / least) * 1_000) / 1_000,
  };
}

function round(percent: number): number {
  return Math.round(percent * 1_000) / 1_000;
}

/** The estimate of a run from its second look. */
export function recordSecondLook({
  perSecond,
  silent,
  control,
}: Pick<SecondLook, 'perSecond' | 'silent' | 'control'>): SecondLook {
  return { perSecond, silent, control, ...estimateMissRate(silent, control) };
}
