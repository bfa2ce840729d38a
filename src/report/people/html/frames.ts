/** The networks that are drawn: the fewest aligned blocks around the authorised ranges. */

import type { Family } from '../../../domain/address.ts';
import { blocksOf, blockText, type Interval, unite, widthOf } from '../../../domain/interval.ts';

/** A network of 2^bits addresses. */
export interface Frame {
  family: Family;
  first: bigint;
  bits: number;
}

/** No map is smaller than a /24 (IPv6: a /120): small ranges of one network share a map. */
const MIN_HOST_BITS = 8;

/** The networks that cover the intervals; none lies in another. Sorted by address. */
export function framesOf(intervals: readonly Interval[]): Frame[] {
  const frames: Frame[] = [];
  for (const interval of unite(intervals)) {
    for (const block of framesAround(interval)) {
      const previous = frames.at(-1);
      if (previous !== undefined && contains(previous, block)) continue;
      while (frames.length > 0 && contains(block, frames.at(-1) ?? block)) frames.pop();
      frames.push(block);
    }
  }
  return frames;
}

/** The aligned networks that an interval falls into, each of MIN_HOST_BITS at least. */
function framesAround(interval: Interval): Frame[] {
  return blocksOf(interval).map(({ family, first, length }) =>
    frameAround(family, first, Math.max(widthOf(family) - length, MIN_HOST_BITS)),
  );
}

function frameAround(family: Family, value: bigint, bits: number): Frame {
  return { family, first: (value >> BigInt(bits)) << BigInt(bits), bits };
}

function contains(outer: Frame, inner: Frame): boolean {
  return (
    outer.family === inner.family &&
    outer.bits >= inner.bits &&
    inner.first >> BigInt(outer.bits) === outer.first >> BigInt(outer.bits)
  );
}

/** `10.20.0.0/24` */
export function frameText({ family, first, bits }: Frame): string {
  return blockText({ family, first, length: widthOf(family) - bits });
}
