import { groupsValue, parseAddress, parseV4 } from '../domain/address.ts';
import type { Authorization, Permit, Scope, SpotPermit } from '../domain/scope.ts';
import type { Clock } from '../domain/time.ts';

interface Entry {
  ports: readonly number[];
  /** Milliseconds since 1970: the permission holds from `from` and before `until`. */
  from: number;
  until: number;
}

/** Sorted spans of one family, searched by halving. */
interface Table<T extends number | bigint> {
  firsts: T[];
  lasts: T[];
  entries: Entry[];
}

const DAY = 86_400_000;

/**
 * The one gate in front of every connection: default deny. An address passes if a span holds it, the port is one of the
 * span's, and its authorisation holds at this moment: a run that crosses the last day stops being permitted.
 */
export function createPermit(scope: Scope, clock: Clock): Permit {
  const { byText } = createGate(scope, clock);
  return byText;
}

/** The same gate for engines that handle addresses as numbers. */
export function createSpotPermit(scope: Scope, clock: Clock): SpotPermit {
  const { byNumber } = createGate(scope, clock);
  return byNumber;
}

function createGate(scope: Scope, clock: Clock): { byText: Permit; byNumber: SpotPermit } {
  const v4: Table<number> = { firsts: [], lasts: [], entries: [] };
  const v6: Table<bigint> = { firsts: [], lasts: [], entries: [] };
  for (const span of scope.spans) {
    const [first, last] = [parseAddress(span.first), parseAddress(span.last)];
    const range = scope.ranges[span.range];
    if (first === undefined || last === undefined || range === undefined) continue;
    const entry = { ports: span.ports, ...validity(range.authorization) };
    if (first.family === 4) add(v4, Number(first.value), Number(last.value), entry);
    else add(v6, first.value, last.value, entry);
  }
  const allows = (entry: Entry | undefined, port: number): boolean => {
    if (entry === undefined || !entry.ports.includes(port)) return false;
    const now = clock.now();
    return now >= entry.from && now < entry.until;
  };
  return {
    byText(address, port) {
      const value = parseV4(address);
      return allows(value >= 0 ? find(v4, value) : findV6(v6, address), port);
    },
    byNumber: (spot) => allows(spot.v6 ? find(v6, groupsValue(spot.groups)) : find(v4, spot.low), spot.port),
  };
}

function validity({ from, until }: Authorization): Pick<Entry, 'from' | 'until'> {
  return { from: Date.parse(from), until: Date.parse(until) + DAY };
}

function add<T extends number | bigint>(table: Table<T>, first: T, last: T, entry: Entry): void {
  table.firsts.push(first);
  table.lasts.push(last);
  table.entries.push(entry);
}

function findV6(table: Table<bigint>, address: string): Entry | undefined {
  const parsed = parseAddress(address);
  return parsed?.family === 6 ? find(table, parsed.value) : undefined;
}

function find<T extends number | bigint>({ firsts, lasts, entries }: Table<T>, value: T): Entry | undefined {
  let low = 0;
  let high = firsts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const first = firsts[middle];
    if (first !== undefined && first <= value) low = middle + 1;
    else high = middle;
  }
  const last = lasts[low - 1];
  return last !== undefined && value <= last ? entries[low - 1] : undefined;
}
