/**
 * Which place is to be sent to next, and which has been silent for long enough, without remembering anything for each
 * packet but one byte.
 *
 * Places are sent to in the order of the walk, so each round of sending is a cursor over them, and the next round's cursor
 * follows at the distance of the timeout. When a block of places was last sent to is one number per block.
 */

/** What is known of a place between the last cursor and the first. */
export const PENDING = 0;
export const SETTLED = 1;
/** To be sent to a little later than its turn; the following cursors wait for it. */
export const DEFERRED = 2;

const BLOCK = 64;
/** Places between the first cursor and the last, at most. */
export const RING = 2 ** 22;

export class Rounds {
  private readonly total: number;
  private readonly timeout: number;
  private readonly states = new Uint8Array(RING);
  private readonly sentAt = new Float64Array(RING / BLOCK);
  /** The next index of each round; the last entry is where silence is settled. */
  private readonly cursors: Float64Array;

  /** @param rounds how often a silent place is sent to */
  constructor(total: number, rounds: number, timeout: number) {
    this.total = total;
    this.timeout = timeout;
    this.cursors = new Float64Array(rounds + 1);
  }

  get done(): boolean {
    return this.tail >= this.total;
  }

  /** The first index that is not settled. */
  get tail(): number {
    return this.cursors[this.cursors.length - 1] ?? 0;
  }

  /** Indexes below this one have been sent to. */
  get head(): number {
    return this.cursors[0] ?? 0;
  }

  get rounds(): number {
    return this.cursors.length - 1;
  }

  /** Whether `index` has been sent to more than once. */
  wasRepeated(index: number): boolean {
    return this.rounds > 1 && index < (this.cursors[1] ?? 0);
  }

  state(index: number): number {
    if (index < this.tail || index >= this.head) return SETTLED;
    return this.states[index % RING] ?? SETTLED;
  }

  set(index: number, state: number): void {
    this.states[index % RING] = state;
  }

  /** A packet to `index` is on its way. */
  sent(index: number, now: number): void {
    this.sentAt[Math.floor((index % RING) / BLOCK)] = now;
  }

  /**
   * The next index of a round, or -1 if none is due. Round 0 is the first sending; the number of rounds asks for what is to
   * be settled as silent. Settled places are passed over.
   *
   * @param limit for round 0: indexes from this one on must wait
   */
  next(round: number, now: number, limit: number): number {
    for (let index = this.cursors[round] ?? 0; this.isDue(round, index, now, limit); index += 1) {
      const state = round === 0 ? PENDING : this.states[index % RING];
      if (state === DEFERRED) return -1;
      this.cursors[round] = index + 1;
      if (round === 0) this.states[index % RING] = PENDING;
      if (state === PENDING) return index;
    }
    return -1;
  }

  private isDue(round: number, index: number, now: number, limit: number): boolean {
    if (round === 0) return index < this.total && index < limit && index - this.tail < RING;
    const before = this.cursors[round - 1] ?? 0;
    const end = Math.min(this.total, index - (index % BLOCK) + BLOCK);
    return index < before && before >= end && now >= this.dueAt(index);
  }

  private dueAt(index: number): number {
    return (this.sentAt[Math.floor((index % RING) / BLOCK)] ?? 0) + this.timeout;
  }

  /** Milliseconds until a later round may have something to do; infinite if that depends on sending. */
  pause(now: number): number {
    let pause = Number.POSITIVE_INFINITY;
    for (let round = 1; round < this.cursors.length; round += 1) {
      const index = this.cursors[round] ?? 0;
      if (index < (this.cursors[round - 1] ?? 0)) pause = Math.min(pause, Math.max(0, this.dueAt(index) - now));
    }
    return pause;
  }
}
