/** Numbered slots, of which those in use are kept in the order in which they were taken. Each operation takes O(1). */
export class SlotList {
  size = 0;
  private readonly since: Float64Array;
  private readonly earlier: Int32Array;
  private readonly later: Int32Array;
  private readonly used: Uint8Array;
  private readonly free: Int32Array;
  /** The ring's anchor: `later` of it is the oldest slot, `earlier` the newest. */
  private readonly anchor: number;

  constructor(slots: number) {
    this.anchor = slots;
    this.since = new Float64Array(slots);
    this.used = new Uint8Array(slots);
    this.earlier = new Int32Array(slots + 1).fill(slots);
    this.later = new Int32Array(slots + 1).fill(slots);
    this.free = Int32Array.from({ length: slots }, (_, i) => slots - 1 - i);
  }

  /** @throws RangeError if all are in use */
  take(now: number): number {
    const slot = this.free[this.free.length - 1 - this.size];
    if (slot === undefined) throw new RangeError('no slot is free');
    this.size += 1;
    this.used[slot] = 1;
    this.since[slot] = now;
    const newest = this.earlier[this.anchor] ?? this.anchor;
    this.later[newest] = slot;
    this.earlier[slot] = newest;
    this.later[slot] = this.anchor;
    this.earlier[this.anchor] = slot;
    return slot;
  }

  give(slot: number): void {
    if (!this.has(slot)) throw new RangeError(`slot ${slot} is not in use`);
    const [before = this.anchor, after = this.anchor] = [this.earlier[slot], this.later[slot]];
    this.later[before] = after;
    this.earlier[after] = before;
    this.used[slot] = 0;
    this.size -= 1;
    this.free[this.free.length - 1 - this.size] = slot;
  }

  has(slot: number): boolean {
    return this.used[slot] === 1;
  }

  /** The slot that was taken first. */
  first(): number {
    return this.later[this.anchor] ?? this.anchor;
  }

  /** When the first one was taken. */
  oldest(): number {
    return this.since[this.first()] ?? Number.POSITIVE_INFINITY;
  }
}
