/**
 * Which addresses of a prefix were tested, and which answered (accepted or refused): silence at one of them says
 * something only while its neighbours still answer. A prefix is an IPv4 /24 or an IPv6 /120, so a bit for each address does.
 */

import { parseAddress } from '../domain/address.ts';
import { emptyPackedEndpoint, type SweepRecord, type Walk } from '../domain/endpoint.ts';
import { prefixOf } from '../domain/prefix.ts';

/** 256 addresses. */
const BYTES = 32;
/** Prefixes in one line of the journal. */
const PREFIXES_PER_LINE = 256;

/** A bit for each address of a prefix. */
export interface AnsweringPrefix {
  tested: Uint8Array;
  answered: Uint8Array;
}

export type AnsweringPrefixes = Map<string, AnsweringPrefix>;

/** `[prefix, tested, answered]`, the bits in hexadecimal. */
export type NeighboursEntry = [prefix: string, tested: string, answered: string];

export interface NeighbourCount {
  note(record: SweepRecord): void;
  /** What was noted of the prefixes in which something was open or is watched. */
  take(): Iterable<NeighboursEntry[]>;
}

export function countNeighbours(
  watched: readonly { address: string }[],
  walk: Pick<Walk, 'at' | 'read'>,
): NeighbourCount {
  const byKey = new Map<number | string, AnsweringPrefix & { prefix: string }>();
  const wanted = new Set(watched.map(({ address }) => prefixOf(address)));
  const packed = emptyPackedEndpoint();
  return {
    note(record) {
      const { state, position } = record;
      if (state === 'not-tested') return;
      walk.read(position, packed);
      const { v6, low, groups } = packed;
      const last = v6 ? (groups[7] ?? 0) : low;
      const key = v6 ? `${groups.slice(0, 7).join(':')}:${last >>> 8}` : low >>> 8;
      let entry = byKey.get(key);
      if (entry === undefined) {
        const prefix = prefixOf(walk.at(position).address);
        entry = { prefix, tested: new Uint8Array(BYTES), answered: new Uint8Array(BYTES) };
        byKey.set(key, entry);
      }
      setBit(entry.tested, last & 255);
      if (state === 'open' || state === 'closed') setBit(entry.answered, last & 255);
      if (state === 'open') wanted.add(entry.prefix);
    },
    *take() {
      let line: NeighboursEntry[] = [];
      for (const { prefix, tested, answered } of byKey.values()) {
        if (!wanted.has(prefix)) continue;
        line.push([prefix, Buffer.from(tested).toString('hex'), Buffer.from(answered).toString('hex')]);
        if (line.length === PREFIXES_PER_LINE) {
          yield line;
          line = [];
        }
      }
      if (line.length > 0) yield line;
      byKey.clear();
    },
  };
}

/** Adds what one process of a run noted to what earlier ones did. */
export function addNeighbours(prefixes: AnsweringPrefixes, entries: readonly NeighboursEntry[]): void {
  for (const [prefix, tested, answered] of entries) {
    const known = prefixes.get(prefix) ?? { tested: new Uint8Array(BYTES), answered: new Uint8Array(BYTES) };
    addBits(known.tested, tested);
    addBits(known.answered, answered);
    prefixes.set(prefix, known);
  }
}

/** Tested and answering addresses of its prefix, without the address itself; undefined where they were not counted. */
export function neighboursOf(
  prefixes: ReadonlyMap<string, AnsweringPrefix>,
  address: string,
): { tested: number; answered: number } | undefined {
  const known = prefixes.get(prefixOf(address));
  if (known === undefined) return undefined;
  const own = Number((parseAddress(address)?.value ?? 0n) & 255n);
  return { tested: countBits(known.tested, own), answered: countBits(known.answered, own) };
}

function setBit(bits: Uint8Array, n: number): void {
  bits[n >> 3] = (bits[n >> 3] ?? 0) | (1 << (n & 7));
}

function addBits(bits: Uint8Array, hex: string): void {
  for (const [i, byte] of Buffer.from(hex, 'hex').subarray(0, BYTES).entries()) bits[i] = (bits[i] ?? 0) | byte;
}

function countBits(bits: Uint8Array, without: number): number {
  let count = 0;
  for (let n = 0; n < BYTES * 8; n += 1) if (n !== without && ((bits[n >> 3] ?? 0) >> (n & 7)) & 1) count += 1;
  return count;
}
