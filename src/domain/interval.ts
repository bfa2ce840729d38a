/** Ranges of addresses: parsed strictly, and as sorted sets that neither overlap nor touch. Both ends are included. */

import { type Address, type Family, formatAddress, hasLeadingZero, parseAddress } from './address.ts';
import type { ErrorCode } from './errors.ts';

export interface Interval {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
}

/** A range that was understood, or why it is refused. */
export type IntervalReading = { interval: Interval } | { code: ErrorCode; message: string };

const FORMS = 'write a CIDR block (10.0.0.0/24), first-last (10.0.0.1-10.0.0.9) or one address';

/**
 * Reads a range as a person writes it: CIDR, first-last, or one address. Strict: a reading that would have to guess is a
 * refusal that names the likely meanings.
 */
export function readInterval(written: string): IntervalReading {
  const text = written.trim();
  const quoted = JSON.stringify(text.slice(0, 80));
  if (text.includes('%'))
    return {
      code: 'RANGE_ZONE_ID',
      message: `${quoted} has a zone id, which means something on one machine only: leave out the % part`,
    };
  if (text.split(/[-/]/).some((part) => hasLeadingZero(part.trim()))) {
    return {
      code: 'RANGE_LEADING_ZERO',
      message: `${quoted} has a leading zero, which some programs read as octal: write the number without it`,
    };
  }
  if (text.includes('-')) return readFirstLast(text, quoted);
  if (text.includes('/')) return readCidr(text, quoted);
  const address = parseAddress(text);
  if (address === undefined) return { code: 'RANGE_SYNTAX', message: `${quoted} is no address range: ${FORMS}` };
  return { interval: { family: address.family, first: address.value, last: address.value } };
}

/** @returns undefined for what `readInterval` refuses */
export function parseInterval(text: string): Interval | undefined {
  const reading = readInterval(text);
  return 'interval' in reading ? reading.interval : undefined;
}

function readFirstLast(text: string, quoted: string): IntervalReading {
  const [from = '', to = '', ...more] = text.split('-').map((part) => part.trim());
  const [first, last] = [parseAddress(from), parseAddress(to)];
  if (first === undefined || last === undefined || more.length > 0)
    return { code: 'RANGE_SYNTAX', message: `${quoted} is no address range: ${FORMS}` };
  if (first.family !== last.family)
    return { code: 'RANGE_SYNTAX', message: `${quoted} mixes IPv4 and IPv6: write two ranges` };
  if (first.value > last.value)
    return { code: 'RANGE_ORDER', message: `${quoted} ends before it begins: write ${to}-${from}` };
  return { interval: { family: first.family, first: first.value, last: last.value } };
}

function readCidr(text: string, quoted: string): IntervalReading {
  const [base = '', prefix = '', ...more] = text.split('/');
  const address = parseAddress(base);
  if (
    address === undefined ||
    more.length > 0 ||
    !/^(?:0|[1-9]\d{0,2})$/.test(prefix) ||
    Number(prefix) > widthOf(address.family)
  ) {
    return { code: 'RANGE_SYNTAX', message: `${quoted} is no CIDR block: ${FORMS}` };
  }
  const interval = prefixAround(address, Number(prefix));
  if (interval.first !== address.value) {
    const meant = blockText({ family: address.family, first: interval.first, length: Number(prefix) });
    return {
      code: 'RANGE_HOST_BITS',
      message: `${quoted} has host bits set: write ${meant} for the network, or ${formatAddress(address)} for the one address`,
    };
  }
  return { interval };
}

/** Bits of an address. */
export function widthOf(family: Family): number {
  return family === 4 ? 32 : 128;
}

/** The network of a prefix length in which an address lies. */
export function prefixAround({ family, value }: Address, length: number): Interval {
  const bits = BigInt(widthOf(family) - length);
  const first = (value >> bits) << bits;
  return { family, first, last: first + (1n << bits) - 1n };
}

/** A CIDR block. */
export interface Block {
  readonly family: Family;
  readonly first: bigint;
  /** Prefix length. */
  readonly length: number;
}

/** `10.20.0.0/24` */
export function blockText({ family, first, length }: Block): string {
  return `${formatAddress({ family, value: first })}/${length}`;
}

/** The fewest CIDR blocks that cover an interval exactly, in order. */
export function blocksOf({ family, first, last }: Interval): Block[] {
  const width = widthOf(family);
  const blocks: Block[] = [];
  for (let at = first; at <= last; ) {
    let bits = 0;
    // As large as the alignment of the first address and the rest of the interval allow.
    while (bits < width && (at >> BigInt(bits)) % 2n === 0n && at + (1n << BigInt(bits + 1)) - 1n <= last) bits += 1;
    blocks.push({ family, first: at, length: width - bits });
    at += 1n << BigInt(bits);
  }
  return blocks;
}

export function sizeOf({ first, last }: Interval): bigint {
  return last - first + 1n;
}

export function contains(outer: Interval, inner: Interval): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

/** Whether an address, as text, lies in an interval. */
export function holdsAddress(interval: Interval, text: string): boolean {
  const address = parseAddress(text);
  return (
    address !== undefined && contains(interval, { family: address.family, first: address.value, last: address.value })
  );
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

/** Intersection of `interval` with a set. */
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

/** `interval` without a set. */
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
