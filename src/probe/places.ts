/**
 * How many probes may work at once: as many as the one thread bears. A late timer says that they are too many, and halves them;
 * each that comes in time allows one more. Answers are then read soon after they come, whatever the far side sends.
 */

import type { Timer } from '../domain/time.ts';

const LEAST = 4;
/** Milliseconds between two cuts: timers that are late for the same reason are one piece of news. */
const CUT_INTERVAL_MS = 200;

export class Places {
  now: number;
  private readonly most: number;
  private readonly clock: Timer;
  private lastCut = Number.NEGATIVE_INFINITY;

  constructor(most: number, clock: Timer) {
    this.most = most;
    this.now = most;
    this.clock = clock;
  }

  note(isLate: boolean): void {
    if (!isLate) {
      this.now = Math.min(this.most, this.now + 1);
      return;
    }
    const now = this.clock.ticks();
    if (now - this.lastCut < CUT_INTERVAL_MS) return;
    this.lastCut = now;
    this.now = Math.min(this.now, Math.max(LEAST, Math.floor(this.now / 2)));
  }
}
