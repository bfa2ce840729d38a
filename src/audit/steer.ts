/** Steers a running sweep: sets the rate by what is seen, tells the journal, and stops when somebody asks by a file. */

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

export interface Steering {
  folder: string;
  /** Per second; null for no limit. */
  ceiling: number | null;
  pace: SharedPace;
  signs: SweepCounters;
  seen: StateCounts;
  clock: Timer;
  onPoint: (point: RatePoint) => void;
  onStop: () => void;
}

/** Milliseconds between two looks; and between two points of a steady run. */
const BEAT = 250;
const STEADY = 60_000;

/** @returns what ends it */
export function steer({ folder, ceiling, pace, signs, seen, clock, onPoint, onStop }: Steering): () => void {
  const control = createRateControl(ceiling ?? Number.POSITIVE_INFINITY);
  let toldAt = Number.NEGATIVE_INFINITY;

  function look(): void {
    if (existsSync(join(folder, STOP_FILE))) onStop();
    const now = clock.ticks();
    const answered = seen.open + seen.closed + seen.unreachable;
    const { sent, started, late, trouble } = signs;
    const changed = control.observe({ sent, started, answered, late, trouble }, now);
    pace.rate = control.rate;
    if (changed !== undefined) tell(changed, now);
    else if (now - toldAt >= STEADY) tell('steady', now);
  }

  function tell(cause: RateCause, now: number): void {
    toldAt = now;
    const rate = Number.isFinite(control.rate) ? Math.round(control.rate) : null;
    const answered = seen.open + seen.closed + seen.unreachable;
    const { sent, late, trouble } = signs;
    onPoint({ at: isoNow(clock), rate, cause, sent, answered, late, trouble });
  }

  look();
  const timer = setInterval(look, BEAT);
  return () => clearInterval(timer);
}
