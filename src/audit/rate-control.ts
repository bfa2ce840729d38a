/**
 * Controls the rate of a running sweep: a timer reads the counters, sets the rate of the pace, reports changes to the
 * journal, and stops the run when its folder holds the stop file.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { StateCounts } from '../domain/endpoint.ts';
import type { RateCause, RatePoint } from '../domain/run.ts';
import { isoNow, type Timer } from '../domain/time.ts';
import type { SharedPace } from '../sweep/pace.ts';
import { createRateControl } from '../sweep/rate.ts';
import type { SweepCounters } from '../sweep/sweep.ts';

/** A file of this name in the run's folder stops the run. */
export const STOP_FILE = 'STOP';

export interface RateControlRequest {
  folder: string;
  /** Connections per second; null for no limit. */
  ceiling: number | null;
  pace: SharedPace;
  counters: SweepCounters;
  /** Settled endpoints by state. */
  seen: StateCounts;
  clock: Timer;
  onPoint: (point: RatePoint) => void;
  onStop: () => void;
}

const CONTROL_INTERVAL_MS = 250;
/** Between two points of a run whose rate does not change. */
const STEADY_INTERVAL_MS = 60_000;

/** @returns a function that ends the control */
export function controlRate(request: RateControlRequest): () => void {
  const { folder, ceiling, pace, counters, seen, clock, onPoint, onStop } = request;
  const control = createRateControl(ceiling ?? Number.POSITIVE_INFINITY);
  let lastPointAt = Number.NEGATIVE_INFINITY;

  function step(): void {
    if (existsSync(join(folder, STOP_FILE))) onStop();
    const now = clock.ticks();
    const answered = seen.open + seen.closed + seen.unreachable;
    const { sent, started, late, trouble } = counters;
    const changed = control.observe({ sent, started, answered, late, trouble }, now);
    pace.rate = control.rate;
    if (changed !== undefined) addPoint(changed, now);
    else if (now - lastPointAt >= STEADY_INTERVAL_MS) addPoint('steady', now);
  }

  function addPoint(cause: RateCause, now: number): void {
    lastPointAt = now;
    const rate = Number.isFinite(control.rate) ? Math.round(control.rate) : null;
    const answered = seen.open + seen.closed + seen.unreachable;
    const { sent, late, trouble } = counters;
    onPoint({ at: isoNow(clock), rate, cause, sent, answered, late, trouble });
  }

  step();
  const timer = setInterval(step, CONTROL_INTERVAL_MS);
  return () => clearInterval(timer);
}
