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
const BLOCKS = RING / BLOCK;

export class Rounds {
  private readonly total: number;
  private readonly timeout: number;
  private readonly states = new Uint8Array(RING);
  /** Per round, when each block was last sent to in it: a round must not hold itself up. */
  private readonly sentAt: Float64Array;
  /** The next index of each round; the last entry is where silence is settled. */
  private readonly cursors: Float64Array;

  /** @param rounds how often a silent place is sent to */
  constructor(total: number, rounds: number, timeout: number) {
    this.total = total;
    this.timeout = timeout;
    this.cursors = new Float64Array(rounds + 1);
    this.sentAt = new Float64Array(rounds * BLOCKS);
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

  /** A packet to `index` is on its way; of the latest round that has come to it. */
  sent(index: number, now: number): void {
    let round = 0;
    while (round + 1 < this.rounds && index < (this.cursors[round + 1] ?? 0)) round += 1;
    this.sentAt[blockOf(round, index)] = now;
  }

  /**
   * The next index of a round, or -1 if none is due. Round 0 is the first sending; the number of rounds asks for what is to
   * be settled as silent. Settled places are passed over.
   *
   * @param limit for round 0: indexes from this one on must wait
   */
  next(round: number, now: number, limit: number): number {
    return round === 0 ? this.nextNew(limit) : this.nextSilent(round, now);
  }

  private nextNew(limit: number): number {
    const index = this.head;
    if (index >= this.total || index >= limit || index - this.tail >= RING) return -1;
    this.cursors[0] = index + 1;
    this.states[index % RING] = PENDING;
    return index;
  }

  private nextSilent(round: number, now: number): number {
    const index = this.passSettled(round);
    if (now < this.dueAt(round, index)) return -1;
    this.cursors[round] = index + 1;
    return index;
  }

  /** Moves a cursor on to what is not settled; that may be the cursor before it. */
  private passSettled(round: number): number {
    const before = this.cursors[round - 1] ?? 0;
    let index = this.cursors[round] ?? 0;
    while (index < before && this.states[index % RING] === SETTLED) index += 1;
    this.cursors[round] = index;
    return index;
  }

  /** When a round may go on to `index`, where its cursor stands; infinite if something must be sent before. */
  private dueAt(round: number, index: number): number {
    const before = this.cursors[round - 1] ?? 0;
    const end = Math.min(this.total, index - (index % BLOCK) + BLOCK);
    if (index >= before || before < end || this.states[index % RING] === DEFERRED) return Number.POSITIVE_INFINITY;
    return (this.sentAt[blockOf(round - 1, index)] ?? 0) + this.timeout;
  }

  /** Milliseconds until a later round may have something to do; infinite if that depends on sending. */
  pause(now: number): number {
    let due = Number.POSITIVE_INFINITY;
    for (let round = 1; round < this.cursors.length; round += 1)
      due = Math.min(due, this.dueAt(round, this.cursors[round] ?? 0));
    return Math.max(0, due - now);
  }
}

function blockOf(round: number, index: number): number {
  return round * BLOCKS + Math.floor((index % RING) / BLOCK);
}
