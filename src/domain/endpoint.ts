/** One address and port, what a sweep learnt of it, and the walk that visits each once. */

import { type Counts, zeroCounts } from './counts.ts';

/** State of one endpoint after the sweep. `not-tested` is local trouble or an unfinished run, never the network's word. */
export const SWEEP_STATES = ['open', 'closed', 'filtered', 'unreachable', 'not-tested'] as const;
export type SweepState = (typeof SWEEP_STATES)[number];

/** One address and port of the walk. */
export interface Endpoint {
  /** Place in this shard's walk, from 0. */
  position: number;
  address: string;
  port: number;
  /** Index into `Scope.ranges`. */
  range: number;
}

/** An endpoint that accepted a connection. */
export interface OpenRecord extends Endpoint {
  state: 'open';
  at: string;
}

/** Sweep result of an endpoint that is not open. `reason` is a system error code or a word of ours. */
export interface SettledRecord {
  position: number;
  state: Exclude<SweepState, 'open'>;
  reason: string;
}

export type SweepRecord = OpenRecord | SettledRecord;

/**
 * An endpoint as numbers, for engines that handle half a million a second: one object is written to again and again.
 * An IPv4 address is its 32-bit value in `low`, with `v6` false; an IPv6 address is its eight 16-bit groups.
 */
export interface PackedEndpoint {
  v6: boolean;
  low: number;
  groups: number[];
  port: number;
  range: number;
}

/** A seeded permutation of a scope's endpoints. */
export interface Walk {
  /** Endpoints in this shard. */
  readonly size: number;
  /** @throws RangeError outside 0..size-1 */
  at(position: number): Endpoint;
  /** The same as numbers, into `packed`. @throws RangeError outside 0..size-1 */
  read(position: number, packed: PackedEndpoint): void;
  /** Position of an endpoint in this shard's walk; undefined for one of another shard. */
  find(address: string, port: number): number | undefined;
  /** The same for an IPv4 address as a number; -1 if it does not. */
  findV4(address: number, port: number): number;
}

/** Pacing of connections: the rate, the rate per prefix, and one connection at a time per address. */
export interface Pace {
  /** Milliseconds until the overall rate allows one more connection; 0 for now. */
  ready(): number;
  /**
   * Takes the right to connect to `address` at once.
   * @returns 0 when taken; otherwise the milliseconds after which asking again makes sense
   */
  take(address: string): number;
  /** Gives the address back. The rate is not given back. */
  release(address: string): void;
}

export type StateCounts = Counts<SweepState>;

export function zeroStates(): StateCounts {
  return zeroCounts(SWEEP_STATES);
}

/** An object for `Walk.read` to write to. */
export function emptyPackedEndpoint(): PackedEndpoint {
  return { v6: false, low: 0, groups: [0, 0, 0, 0, 0, 0, 0, 0], port: 0, range: 0 };
}
