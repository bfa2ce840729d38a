/**
 * Turns of the event loop, shared by the connections of all probes. Reading hostile bytes takes milliseconds for each piece,
 * and a hundred connections may have one at once: what does not fit into a turn is done in later ones, in the order it came.
 */

import type { Timer } from '../domain/time.ts';

/** Milliseconds of work in a turn. One piece of 64 kB takes up to ten more. */
const MOST_MS = 20;

export class Turns {
  private readonly clock: Timer;
  private readonly waiting: (() => void)[] = [];
  /** The first work of this turn. */
  private begun: number | undefined;

  constructor(clock: Timer) {
    this.clock = clock;
  }

  /** Whether work that is given now is done at once. */
  get isFree(): boolean {
    return this.waiting.length === 0 && (this.begun === undefined || this.clock.ticks() - this.begun < MOST_MS);
  }

  /** Whether work waits: more comes in than this process gets done. */
  get isBehind(): boolean {
    return this.waiting.length > 0;
  }

  /** Does the work at once where this turn has time for it, or else in a later turn. */
  take(work: () => void): void {
    if (!this.isFree) return void this.waiting.push(work);
    if (this.begun === undefined) this.begin();
    work();
  }

  /** Resolves in a turn that has time for more work. */
  next(): Promise<void> {
    return new Promise((resolve) => this.take(resolve));
  }

  private begin(): void {
    this.begun = this.clock.ticks();
    setImmediate(() => {
      this.begun = undefined;
      const work = this.waiting.shift();
      if (work === undefined) return;
      // One piece of work in this phase: what follows from it is done before the next one.
      this.begin();
      work();
    });
  }
}
