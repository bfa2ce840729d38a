/** Sets of addresses as sorted intervals that neither overlap nor touch. Both ends are included. */

import type { Family } from './address.ts';

export interface Interval {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
}

export function sizeOf({ first, last }: Interval): bigint {
  return last - first + 1n;
}

export function contains(outer: Interval, inner: Interval): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

export function compareIntervals(a: Interval, b: Interval): number {
  if (a.family !== b.family) return a.family - b.family;
  return a.first < b.first ? -1 : a.first > b.first ? 1 : 0;
}

/** The union of any intervals, as a set. */
export function unite(intervals: readonly Interval[]): Interval[] {
  const set: { family: Family; first: bigint; last: bigint }[] = [];
  for (const { family, first, last } of [...intervals].sort(compareIntervals)) {
    const previous = set.at(-1);
    if (previous !== undefined && previous.family === family && first <= previous.last + 1n) {
      if (last > previous.last) previous.last = last;
    } else set.push({ family, first, last });
  }
  return set;
}

/** What `interval` shares with a set. */
export function intersect(interval: Interval, set: readonly Interval[]): Interval[] {
  const shared: Interval[] = [];
  for (let i = firstReaching(set, interval); i < set.length; i += 1) {
    const other = set[i];
    if (other === undefined || other.family !== interval.family || other.first > interval.last) break;
    shared.push({
      family: interval.family,
      first: larger(other.first, interval.first),
      last: smaller(other.last, interval.last),
    });
  }
  return shared;
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** What is left of `interval` without a set. */
export function subtract(interval: Interval, set: readonly Interval[]): Interval[] {
  const left: Interval[] = [];
  let { first } = interval;
  for (const shared of intersect(interval, set)) {
    if (shared.first > first) left.push({ family: interval.family, first, last: shared.first - 1n });
    first = shared.last + 1n;
  }
  if (first <= interval.last) left.push({ family: interval.family, first, last: interval.last });
  return left;
}

/** Index of the first interval of a set that ends at or after the start of `interval`. */
function firstReaching(set: readonly Interval[], interval: Interval): number {
  let low = 0;
  let high = set.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = set[middle];
    if (
      at !== undefined &&
      (at.family < interval.family || (at.family === interval.family && at.last < interval.first))
    )
      low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Adds an interval to a set in place. */
export function insert(set: Interval[], interval: Interval): void {
  const touching = {
    family: interval.family,
    first: interval.first > 0n ? interval.first - 1n : 0n,
    last: interval.last + 1n,
  };
  const from = firstReaching(set, touching);
  let to = from;
  let { first, last } = interval;
  for (
    let other = set[to];
    other !== undefined && other.family === interval.family && other.first <= touching.last;
    other = set[to]
  ) {
    if (other.first < first) first = other.first;
    if (other.last > last) last = other.last;
    to += 1;
  }
  set.splice(from, to - from, { family: interval.family, first, last });
}
