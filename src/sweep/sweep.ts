import type { Endpoint, Pace, Permit, SweepRecord, Timer } from '../model.ts';

/** Hands out endpoints one by one, each once. */
export interface EndpointSource {
  /** The next endpoint, or undefined if there is none now: ask again later unless `done`. */
  take(): Endpoint | undefined;
  readonly done: boolean;
}

export interface SweepJob {
  source: EndpointSource;
  permit: Permit;
  pace: Pace;
  /** Connections in flight, at most. */
  concurrency: number;
  /** Milliseconds of silence after which a try is given up. */
  timeout: number;
  /** Further tries after silence. */
  retries: number;
  /** Stops the sweep: nothing new is sent, and endpoints without a result yield no record. */
  signal: AbortSignal;
  clock: Timer;
}

/**
 * Finds out which endpoints accept a connection.
 *
 * `run` yields records in batches and in any order: exactly one for each endpoint taken, unless the sweep was stopped.
 * An engine sends nothing new while its caller does not ask for the next batch: that is how the caller holds it back.
 */
export interface Sweep {
  readonly name: string;
  run(job: SweepJob): AsyncGenerator<readonly SweepRecord[], void, undefined>;
}
