/**
 * A seeded permutation of all (address, port) pairs of a scope, so that no subnet is hammered and a run resumes from one
 * integer. An alternating Feistel network on as many bits as the number of pairs needs, with cycle walking: values beyond
 * the end are permuted again until they fall inside, which takes fewer than two rounds on average.
 */

import { createHash } from 'node:crypto';
import { formatGroups, formatV4, groupsOf, groupsValue, parseAddress } from '../domain/address.ts';
import { type Endpoint, emptyPackedEndpoint, type PackedEndpoint, type Walk } from '../domain/endpoint.ts';
import type { Scope } from '../domain/scope.ts';
import { createSpanTable, lastUpTo, type SpanTable } from '../domain/spans.ts';

const FEISTEL_ROUNDS = 6;

/** The pairs of one span, as numbers. */
interface Stretch {
  ports: readonly number[];
  range: number;
  size: number;
  /** Pairs before this stretch. */
  before: number;
  v6: boolean;
  /** First address: the 32-bit value, or the eight groups. */
  low: number;
  groups: readonly number[];
}

/** @param shard `index` counts from 1: shard i of n takes the places i-1, i-1+n, ... of the permutation */
export function createWalk(scope: Pick<Scope, 'spans'>, seed: number, shard: { index: number; count: number }): Walk {
  return new PermutedWalk(scope.spans, seed, shard);
}

class PermutedWalk implements Walk {
  readonly size: number;
  private readonly stretches: readonly Stretch[];
  /** Pairs before each stretch. */
  private readonly starts: Float64Array;
  private readonly table: SpanTable;
  private readonly permutation: Permutation;
  private readonly first: number;
  private readonly count: number;
  private readonly packed = emptyPackedEndpoint();

  constructor(spans: Scope['spans'], seed: number, shard: { index: number; count: number }) {
    this.stretches = stretchesOf(spans);
    this.starts = Float64Array.from(this.stretches, ({ before }) => before);
    this.table = createSpanTable(spans);
    const last = this.stretches.at(-1);
    const total = last === undefined ? 0 : last.before + last.size * last.ports.length;
    this.permutation = createPermutation(total, seed);
    this.first = shard.index - 1;
    this.count = shard.count;
    this.size = Math.max(0, Math.ceil((total - this.first) / this.count));
  }

  read(position: number, into: PackedEndpoint): void {
    if (!(Number.isInteger(position) && position >= 0 && position < this.size))
      throw new RangeError(`no endpoint ${position} in a walk of ${this.size}`);
    const pair = this.permutation.permute(position * this.count + this.first);
    const stretch = this.stretches[lastUpTo(this.starts, pair)];
    if (stretch === undefined) throw new RangeError(`no span for pair ${pair}`);
    const { ports } = stretch;
    const offset = pair - stretch.before;
    const step = ports.length === 1 ? offset : Math.floor(offset / ports.length);
    into.v6 = stretch.v6;
    into.port = ports[offset - step * ports.length] ?? 0;
    into.range = stretch.range;
    if (stretch.v6) addGroups(stretch.groups, step, into.groups);
    else into.low = stretch.low + step;
  }

  at(position: number): Endpoint {
    const { packed } = this;
    this.read(position, packed);
    const address = packed.v6 ? formatGroups(packed.groups) : formatV4(packed.low);
    return { position, address, port: packed.port, range: packed.range };
  }

  findV4(address: number, port: number): number {
    const stretch = this.stretches[this.table.findV4(address)];
    return stretch === undefined ? -1 : this.findIn(stretch, address - stretch.low, port);
  }

  find(address: string, port: number): number | undefined {
    const stretch = this.stretches[this.table.find(address)];
    const wanted = parseAddress(address);
    if (stretch === undefined || wanted === undefined) return undefined;
    const first = stretch.v6 ? groupsValue(stretch.groups) : BigInt(stretch.low);
    const found = this.findIn(stretch, Number(wanted.value - first), port);
    return found >= 0 ? found : undefined;
  }

  /** @returns -1 for what is not in this shard */
  private findIn({ ports, size, before }: Stretch, step: number, port: number): number {
    const index = ports.indexOf(port);
    if (index < 0 || step < 0 || step >= size) return -1;
    const place = this.permutation.invert(before + step * ports.length + index) - this.first;
    return place >= 0 && place % this.count === 0 ? place / this.count : -1;
  }
}

function stretchesOf(spans: Scope['spans']): Stretch[] {
  let before = 0;
  return spans.map(({ first, size, ports, range }) => {
    const address = parseAddress(first);
    if (address === undefined) throw new Error(`bad span start ${first}`);
    const v6 = address.family === 6;
    const start = before;
    before += size * ports.length;
    return {
      ports,
      range,
      size,
      before: start,
      v6,
      low: v6 ? 0 : Number(address.value),
      groups: v6 ? groupsOf(address.value) : [],
    };
  });
}

/** Writes the address that lies `offset` (below 2^32) after `base`. */
function addGroups(base: readonly number[], offset: number, into: number[]): void {
  let carry = offset;
  for (let i = 7; i >= 0; i -= 1) {
    const sum = (base[i] ?? 0) + carry;
    into[i] = sum % 0x10000;
    carry = Math.floor(sum / 0x10000);
  }
}

export interface Permutation {
  permute(value: number): number;
  /** The value whose permutation is `value`. */
  invert(value: number): number;
}

/** A permutation of 0..size-1. Same seed, same order, on every machine. `size` is at most 2^52. */
export function createPermutation(size: number, seed: number): Permutation {
  let bits = 0;
  while (2 ** bits < size) bits += 1;
  const lowBits = bits >>> 1;
  const low = 2 ** lowBits;
  const lowMask = low - 1;
  const highMask = 2 ** (bits - lowBits) - 1;
  const keys = roundKeys(seed);
  return {
    permute(value) {
      let current = value;
      do {
        let left = Math.floor(current / low);
        let right = current - left * low;
        for (let round = 0; round < FEISTEL_ROUNDS; round += 2) {
          left ^= mix(right, keys[round] ?? 0) & highMask;
          right ^= mix(left, keys[round + 1] ?? 0) & lowMask;
        }
        current = left * low + right;
      } while (current >= size);
      return current;
    },
    invert(value) {
      let current = value;
      do {
        let left = Math.floor(current / low);
        let right = current - left * low;
        for (let round = FEISTEL_ROUNDS - 2; round >= 0; round -= 2) {
          right ^= mix(left, keys[round + 1] ?? 0) & lowMask;
          left ^= mix(right, keys[round] ?? 0) & highMask;
        }
        current = left * low + right;
      } while (current >= size);
      return current;
    },
  };
}

function roundKeys(seed: number): Int32Array {
  const hash = createHash('sha256').update(`seawall walk ${seed}`).digest();
  return Int32Array.from({ length: FEISTEL_ROUNDS }, (_, i) => hash.readInt32LE(i * 4));
}

/** The finaliser of MurmurHash3 over a keyed value. */
function mix(value: number, key: number): number {
  let h = value ^ key;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
