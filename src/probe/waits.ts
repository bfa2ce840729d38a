/**
 * Places for what computes (dial, handshake, reading), and room for what only waits. A probe has a place while it begins;
 * when it is not over by then, the far side is slow, and the place goes to the next one.
 */

import type { Timer } from '../domain/time.ts';

/** Milliseconds that a probe has a place for. */
const PLACE_MS = 60;
/** A timer that comes later than this was held up by our own work: it says nothing of the far side. */
const LATE_MS = 20;

export interface Load {
  /** Whether work of our own waits: then nothing can be said of the far side. */
  isBehind: () => boolean;
  /** Whether those who wait hold as much memory as they may. */
  isFull: () => boolean;
  /** Told of each timer whether our own work made it late. */
  onTimer: (isLate: boolean) => void;
}

const IDLE: Load = { isBehind: () => false, isFull: () => false, onTimer: () => undefined };

export class Waits {
  private readonly most: number;
  private readonly clock: Timer;
  private readonly load: Load;
  /** The latest end of each probe that waits, in ticks. */
  private readonly until = new Map<Promise<void>, number>();

  /** @param most probes that may wait at once */
  constructor(most: number, clock: Timer, load = IDLE) {
    this.most = most;
    this.clock = clock;
    this.load = load;
  }

  get size(): number {
    return this.until.size;
  }

  /** Milliseconds until the last of them is over. */
  get longest(): number {
    const now = this.clock.ticks();
    let longest = 0;
    for (const until of this.until.values()) longest = Math.max(longest, until - now);
    return longest;
  }

  /**
   * Resolves when the place is free again: the work is over, or it waits.
   * @param work never rejects
   * @param atMost milliseconds that it may take
   */
  async hold(work: Promise<void>, atMost: number): Promise<void> {
    const until = this.clock.ticks() + atMost;
    let over = false;
    const ended = work.then(() => {
      over = true;
      this.until.delete(work);
    });
    while (!over) {
      const due = this.clock.ticks() + PLACE_MS;
      await settledOrAfter(ended, PLACE_MS);
      const late = this.clock.ticks() - due;
      const isLate = late > LATE_MS || this.load.isBehind();
      if (late >= 0) this.load.onTimer(isLate);
      if (over || isLate || this.load.isFull() || this.until.size >= this.most) continue;
      this.until.set(work, until);
      return;
    }
  }
}

/** Resolves with the work or after `ms`, whichever comes first. */
function settledOrAfter(work: Promise<void>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    void work.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
