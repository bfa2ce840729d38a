/** Looks addresses up in a scope's spans by binary search: by text, as an IPv4 number, or as the groups of IPv6. */

import { groupsValue, parseAddress, parseV4 } from './address.ts';
import type { Interval } from './interval.ts';
import type { Scope, Span } from './scope.ts';

/** Spans of one family, sorted by their first address. */
interface SortedSpans<T extends number | bigint> {
  firsts: T[];
  lasts: T[];
  /** Indexes into the list of spans. */
  indexes: number[];
}

/** The spans of a scope, to be searched. An index is the span's place in the list that was given. */
export interface SpanTable {
  /** @returns -1 where no span holds the address, or the text is none */
  find(address: string): number;
  /** The same for an IPv4 address as its 32-bit value. */
  findV4(value: number): number;
  /** The same for an IPv6 address as its eight 16-bit groups. */
  findV6(groups: readonly number[]): number;
}

/** A span whose ends are no addresses of one family holds nothing. */
export function createSpanTable(spans: Scope['spans']): SpanTable {
  const v4: SortedSpans<number> = { firsts: [], lasts: [], indexes: [] };
  const v6: SortedSpans<bigint> = { firsts: [], lasts: [], indexes: [] };
  const sorted = spans.flatMap((span, index) => {
    const interval = intervalOf(span);
    return interval === undefined ? [] : [{ index, ...interval }];
  });
  sorted.sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  for (const { index, family, first, last } of sorted) {
    if (family === 4) add(v4, Number(first), Number(last), index);
    else add(v6, first, last, index);
  }
  return {
    find(address) {
      const value = parseV4(address);
      if (value >= 0) return search(v4, value);
      const parsed = parseAddress(address);
      return parsed?.family === 6 ? search(v6, parsed.value) : -1;
    },
    findV4: (value) => search(v4, value),
    findV6: (groups) => search(v6, groupsValue(groups)),
  };
}

/**
 * Whether the scope's files name an endpoint, with the ports that `--ports` left out of this run; also true for what this
 * run was given. Of a scope that `verify` narrowed: its own addresses alone. Built once, asked often.
 */
export function createNaming({
  spans,
  ranges,
}: Pick<Scope, 'spans' | 'ranges'>): (address: string, port: number) => boolean {
  const table = createSpanTable(spans);
  return (address, port) => {
    const span = spans[table.find(address)];
    if (span === undefined) return false;
    return span.ports.includes(port) || ranges[span.range]?.filePorts?.includes(port) === true;
  };
}

/** The addresses of a span; undefined where its ends are no addresses of one family, or in the wrong order. */
export function intervalOf({ first, last }: Pick<Span, 'first' | 'last'>): Interval | undefined {
  const [from, to] = [parseAddress(first), parseAddress(last)];
  if (from === undefined || to === undefined || from.family !== to.family || from.value > to.value) return undefined;
  return { family: from.family, first: from.value, last: to.value };
}

function add<T extends number | bigint>(
  { firsts, lasts, indexes }: SortedSpans<T>,
  first: T,
  last: T,
  index: number,
): void {
  firsts.push(first);
  lasts.push(last);
  indexes.push(index);
}

function search<T extends number | bigint>({ firsts, lasts, indexes }: SortedSpans<T>, value: T): number {
  const at = lastUpTo(firsts, value);
  const last = lasts[at];
  return last !== undefined && value <= last ? (indexes[at] ?? -1) : -1;
}

/** Index of the last entry of a sorted list that is not above `value`; -1 where all are. */
export function lastUpTo<T extends number | bigint>(sorted: ArrayLike<T>, value: T): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = sorted[middle];
    if (entry !== undefined && entry <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
