/**
 * A seeded permutation of all (address, port) pairs of a scope, so that no subnet is hammered and a run resumes from one
 * integer. An alternating Feistel network on as many bits as the number of pairs needs, with cycle walking: values beyond
 * the end are permuted again until they fall inside, which takes fewer than two rounds on average.
 */

import { createHash } from 'node:crypto';
import { formatGroups, formatV4, groupsOf, parseAddress } from '../ip.ts';
import type { Scope, Walk } from '../model.ts';

const ROUNDS = 6;

/** @param shard `index` counts from 1: shard i of n takes the places i-1, i-1+n, ... of the permutation */
export function createWalk(scope: Pick<Scope, 'spans'>, seed: number, shard: { index: number; count: number }): Walk {
  const ends = new Float64Array(scope.spans.length);
  let total = 0;
  for (const [i, span] of scope.spans.entries()) {
    total += span.size * span.ports.length;
    ends[i] = total;
  }
  const printers = scope.spans.map((span) => addressPrinter(span.first));
  const permute = createPermutation(total, seed);
  const size = Math.max(0, Math.ceil((total - (shard.index - 1)) / shard.count));
  return {
    size,
    at(position) {
      if (!(Number.isInteger(position) && position >= 0 && position < size))
        throw new RangeError(`no endpoint ${position} in a walk of ${size}`);
      const pair = permute(position * shard.count + shard.index - 1);
      const index = spanAt(ends, pair);
      const span = scope.spans[index];
      const print = printers[index];
      if (span === undefined || print === undefined) throw new RangeError(`no span for pair ${pair}`);
      const offset = pair - (index === 0 ? 0 : (ends[index - 1] ?? 0));
      const ports = span.ports.length;
      return {
        position,
        address: print(Math.floor(offset / ports)),
        port: span.ports[offset % ports] ?? 0,
        range: span.range,
      };
    },
  };
}

/** Index of the first span that ends beyond `pair`. */
function spanAt(ends: Float64Array, pair: number): number {
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ends[middle] ?? 0) > pair) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Prints the address that lies `offset` (below 2^32) after `first`. */
function addressPrinter(first: string): (offset: number) => string {
  const address = parseAddress(first);
  if (address === undefined) throw new Error(`bad span start ${first}`);
  if (address.family === 4) {
    const base = Number(address.value);
    return (offset) => formatV4(base + offset);
  }
  const base = groupsOf(address.value);
  return (offset) => {
    const groups = base.slice();
    let carry = offset;
    for (let i = 7; i >= 0 && carry > 0; i -= 1) {
      const sum = (groups[i] ?? 0) + carry;
      groups[i] = sum % 0x10000;
      carry = Math.floor(sum / 0x10000);
    }
    return formatGroups(groups);
  };
}

/** A permutation of 0..size-1. Same seed, same order, on every machine. `size` is at most 2^52. */
export function createPermutation(size: number, seed: number): (value: number) => number {
  let bits = 0;
  while (2 ** bits < size) bits += 1;
  const lowBits = bits >>> 1;
  const highBits = bits - lowBits;
  const low = 2 ** lowBits;
  const lowMask = low - 1;
  const highMask = 2 ** highBits - 1;
  const keys = roundKeys(seed);
  return (value) => {
    let current = value;
    do {
      let left = Math.floor(current / low);
      let right = current % low;
      for (let round = 0; round < ROUNDS; round += 2) {
        left ^= mix(right, keys[round] ?? 0) & highMask;
        right ^= mix(left, keys[round + 1] ?? 0) & lowMask;
      }
      current = left * low + right;
    } while (current >= size);
    return current;
  };
}

function roundKeys(seed: number): Int32Array {
  const hash = createHash('sha256').update(`seawall walk ${seed}`).digest();
  return Int32Array.from({ length: ROUNDS }, (_, i) => hash.readInt32LE(i * 4));
}

/** The finaliser of MurmurHash3 over a keyed value. */
function mix(value: number, key: number): number {
  let h = value ^ key;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
