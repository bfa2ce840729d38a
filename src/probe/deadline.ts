/**
 * A deadline that counts only time in which this process ran: a timer that fires late, because something else held the event
 * loop, fires before the data that came meanwhile is read. Time that we lost ourselves is not the far side's silence.
 */

import type { Timer } from '../domain/time.ts';

/** A program that is late all the time still comes to an end: after so many times the deadline. */
const MOST_TIMES = 4;
/** Milliseconds between two looks at the clock, and how late such a look may be. */
const SLICE_MS = 500;
const LATE_MS = 100;

/** Calls `act` once, when the process has run for so long. @returns a function that cancels it */
export function startDeadline(ms: number, clock: Timer, act: () => void): () => void {
  const start = clock.ticks();
  let left = ms;
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    const slice = Math.min(left, SLICE_MS);
    const begun = clock.ticks();
    timer = setTimeout(() => {
      const now = clock.ticks();
      // A slice that was late is waited for again, so that what came meanwhile is read first.
      if (now - begun - slice <= LATE_MS || now - start > MOST_TIMES * ms) left -= slice;
      if (left > 0) wait();
      else act();
    }, slice);
  };
  wait();
  return () => clearTimeout(timer);
}
