/** Which blocks of addresses are drawn: aligned networks around what was authorised, as few as possible. */

import { type Address, type Family, formatAddress, parseAddress } from '../../../domain/address.ts';

export interface Interval {
  family: Family;
  first: bigint;
  last: bigint;
}

/** A network of 2^bits addresses. */
export interface Frame {
  family: Family;
  first: bigint;
  bits: number;
}

/** No map is smaller than a /24 (IPv6: a /120): small ranges of one network share a map. */
const MIN_BITS = 8;

/** Reads a range or an exclusion as a scope file writes it: CIDR, first-last, or one address. */
export function parseInterval(text: string): Interval | undefined {
  const [, one = '', length, end] = /^([\d.a-f:]+)(?:\/(\d+)|\s*-\s*([\d.a-f:]+))?$/i.exec(text.trim()) ?? [];
  const first = parseAddress(one);
  if (first === undefined) return undefined;
  if (length !== undefined) return networkOf(first, Number(length));
  const last = end === undefined ? first : parseAddress(end);
  if (last === undefined || last.family !== first.family || last.value < first.value) return undefined;
  return { family: first.family, first: first.value, last: last.value };
}

function networkOf({ family, value }: Address, length: number): Interval | undefined {
  const width = family === 4 ? 32 : 128;
  if (length > width) return undefined;
  const size = 1n << BigInt(width - length);
  return { family, first: value - (value % size), last: value - (value % size) + size - 1n };
}

/** Intervals of one list that touch or overlap become one; sorted. */
export function uniteIntervals(intervals: readonly Interval[]): Interval[] {
  const united: Interval[] = [];
  for (const next of [...intervals].sort(compare)) {
    const last = united.at(-1);
    if (last !== undefined && last.family === next.family && next.first <= last.last + 1n) {
      if (next.last > last.last) last.last = next.last;
    } else united.push({ ...next });
  }
  return united;
}

function compare(a: Interval, b: Interval): number {
  if (a.family !== b.family) return a.family - b.family;
  return a.first < b.first ? -1 : a.first > b.first ? 1 : 0;
}

/** The networks that cover the intervals; none lies in another. Sorted by address. */
export function framesOf(intervals: readonly Interval[]): Frame[] {
  const frames: Frame[] = [];
  for (const interval of uniteIntervals(intervals)) {
    for (const block of blocksOf(interval)) {
      const previous = frames.at(-1);
      if (previous !== undefined && contains(previous, block)) continue;
      while (frames.length > 0 && contains(block, frames.at(-1) ?? block)) frames.pop();
      frames.push(block);
    }
  }
  return frames;
}

/** The aligned networks that an interval falls into, each of MIN_BITS at least. */
function blocksOf({ family, first, last }: Interval): Frame[] {
  const blocks: Frame[] = [];
  for (let at = first; at <= last; ) {
    let bits = 0;
    while (at % (2n << BigInt(bits)) === 0n && at + (2n << BigInt(bits)) - 1n <= last) bits += 1;
    blocks.push(frameAround(family, at, Math.max(bits, MIN_BITS)));
    at += 1n << BigInt(bits);
  }
  return blocks;
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
  return `${formatAddress({ family, value: first })}/${(family === 4 ? 32 : 128) - bits}`;
}
