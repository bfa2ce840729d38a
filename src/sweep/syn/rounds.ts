/**
 * Retransmission schedule: the next slot to send to, and the slots that have been silent for long enough, with one byte
 * of memory for each.
 *
 * Slots are sent to in the order of the walk, so each round of sending is a cursor over them, and the next round's cursor
 * follows at the distance of the timeout. When a block of slots was last sent to is one number per block.
 */

/** States of a slot between the last cursor and the first. */
export const PENDING = 0;
export const SETTLED = 1;
/** To be sent to a little later than its turn; the following cursors wait for it. */
export const DEFERRED = 2;

const BLOCK_SLOTS = 64;
/** Slots between the first cursor and the last, at most. */
export const RING_SLOTS = 2 ** 22;
const BLOCKS = RING_SLOTS / BLOCK_SLOTS;

export class Rounds {
  private readonly total: number;
  private readonly timeout: number;
  private readonly states = new Uint8Array(RING_SLOTS);
  /** Per round, when each block was last sent to in it: a round must not hold itself up. */
  private readonly sentAt: Float64Array;
  /** The next slot of each round; the last entry is where silence is settled. */
  private readonly cursors: Float64Array;

  /** @param rounds how often a silent slot is sent to */
  constructor(total: number, rounds: number, timeout: number) {
    this.total = total;
    this.timeout = timeout;
    this.cursors = new Float64Array(rounds + 1);
    this.sentAt = new Float64Array(rounds * BLOCKS);
  }

  get done(): boolean {
    return this.tail >= this.total;
  }

  /** The first slot that is not settled. */
  get tail(): number {
    return this.cursors[this.cursors.length - 1] ?? 0;
  }

  /** Slots below this one have been sent to. */
  get head(): number {
    return this.cursors[0] ?? 0;
  }

  get rounds(): number {
    return this.cursors.length - 1;
  }

  /** Whether `slot` has been sent to more than once. */
  wasRepeated(slot: number): boolean {
    return this.rounds > 1 && slot < (this.cursors[1] ?? 0);
  }

  state(slot: number): number {
    if (slot < this.tail || slot >= this.head) return SETTLED;
    return this.states[slot % RING_SLOTS] ?? SETTLED;
  }

  set(slot: number, state: number): void {
    this.states[slot % RING_SLOTS] = state;
  }

  /** A packet to `slot` is on its way; of the latest round that has come to it. */
  sent(slot: number, now: number): void {
    let round = 0;
    while (round + 1 < this.rounds && slot < (this.cursors[round + 1] ?? 0)) round += 1;
    this.sentAt[blockOf(round, slot)] = now;
  }

  /**
   * The next slot of a round, or -1 if none is due. Round 0 is the first sending; the number of rounds asks for what is to
   * be settled as silent. Settled slots are passed over.
   *
   * @param limit for round 0: slots from this one on must wait
   */
  next(round: number, now: number, limit: number): number {
    return round === 0 ? this.nextNew(limit) : this.nextSilent(round, now);
  }

  private nextNew(limit: number): number {
    const slot = this.head;
    if (slot >= this.total || slot >= limit || slot - this.tail >= RING_SLOTS) return -1;
    this.cursors[0] = slot + 1;
    this.states[slot % RING_SLOTS] = PENDING;
    return slot;
  }

  private nextSilent(round: number, now: number): number {
    const slot = this.passSettled(round);
    if (now < this.dueAt(round, slot)) return -1;
    this.cursors[round] = slot + 1;
    return slot;
  }

  /** Moves a cursor on to the next unsettled slot, as far as the cursor before it. */
  private passSettled(round: number): number {
    const before = this.cursors[round - 1] ?? 0;
    let slot = this.cursors[round] ?? 0;
    while (slot < before && this.states[slot % RING_SLOTS] === SETTLED) slot += 1;
    this.cursors[round] = slot;
    return slot;
  }

  /** When a round may go on to `slot`, where its cursor stands; infinite if something must be sent before. */
  private dueAt(round: number, slot: number): number {
    const before = this.cursors[round - 1] ?? 0;
    const end = Math.min(this.total, slot - (slot % BLOCK_SLOTS) + BLOCK_SLOTS);
    if (slot >= before || before < end || this.states[slot % RING_SLOTS] === DEFERRED) return Number.POSITIVE_INFINITY;
    return (this.sentAt[blockOf(round - 1, slot)] ?? 0) + this.timeout;
  }

  /** Milliseconds until a later round may have something to do; infinite if that depends on sending. */
  pause(now: number): number {
    let due = Number.POSITIVE_INFINITY;
    for (let round = 1; round < this.cursors.length; round += 1)
      due = Math.min(due, this.dueAt(round, this.cursors[round] ?? 0));
    return Math.max(0, due - now);
  }
}

function blockOf(round: number, slot: number): number {
  return round * BLOCKS + Math.floor((slot % RING_SLOTS) / BLOCK_SLOTS);
}
