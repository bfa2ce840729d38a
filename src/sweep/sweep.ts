/** Interface of the sweep engines. */

import type { SweepRecord, Walk } from '../domain/endpoint.ts';
import type { Permit, Scope } from '../domain/scope.ts';
import type { Timer } from '../domain/time.ts';
import type { SharedPace } from './pace.ts';
import type { Positions } from './positions.ts';

/** The walk as plain data, from which another thread builds the same walk and the same permit. */
export interface WalkPlan {
  scope: Scope;
  seed: number;
  shard: { index: number; count: number };
}

export interface SweepJob {
  plan: WalkPlan;
  walk: Walk;
  permit: Permit;
  pace: SharedPace;
  positions: Positions;
  /** Positions from this one on must wait, because an earlier one has no result yet. */
  limit: () => number;
  /** Connections in flight, at most. */
  concurrency: number;
  /** Milliseconds of silence after which a try is given up. */
  timeout: number;
  /** Further tries after silence. */
  retries: number;
  /** Stops the sweep: nothing new is sent, and endpoints without a result yield no record. */
  signal: AbortSignal;
  clock: Timer;
  /** Counted up by the engine, read by the rate control. */
  counters: SweepCounters;
}

export function zeroCounters(): SweepCounters {
  return { sent: 0, started: 0, late: 0, trouble: 0 };
}

/** Counts since the sweep began. */
export interface SweepCounters {
  /** Connections tried, or packets sent. */
  sent: number;
  /** Endpoints tried, with any result. */
  started: number;
  /** Endpoints that answered only after an earlier try had been silent: that try, or its answer, was lost. */
  late: number;
  /** Tries that failed for want of something on this machine. */
  trouble: number;
}

/**
 * Finds out which endpoints accept a connection.
 *
 * `run` yields records in batches and in any order: exactly one for each position taken, unless the sweep was stopped.
 * An engine sends nothing new while its caller does not ask for the next batch: that is how the caller holds it back.
 */
export interface Sweep {
  readonly name: string;
  run(job: SweepJob): AsyncGenerator<Iterable<SweepRecord>, void, undefined>;
}
