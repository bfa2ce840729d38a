/** The positions of the walk to sweep: plain data, so that it can be handed to another thread. */
export interface Positions {
  from: number;
  /** Exclusive. */
  to: number;
  /** Every how many; 1 for all. */
  step: number;
  /** Positions that are settled already. */
  skip: readonly number[];
  /** Instead of all of the above: these, and no others. */
  list?: readonly number[];
}

/** Hands out positions in the order of the walk, each once. */
export interface PositionSource {
  /** The next position; -1 if there is none now: ask again later unless `done`. */
  next(): number;
  readonly done: boolean;
}

/** @param limit positions from this one on must wait: results may only run so far ahead of the first one that is missing */
export function createPositionSource(positions: Positions, limit: () => number): PositionSource {
  const { list, step, to } = positions;
  const skip = new Set(positions.skip);
  let position = positions.from;
  let index = 0;
  return {
    get done() {
      return list === undefined ? position >= to : index >= list.length;
    },
    next() {
      if (list !== undefined) return list[index++] ?? -1;
      while (position < to && position < limit()) {
        const taken = position;
        position += step;
        if (!skip.has(taken)) return taken;
      }
      return -1;
    },
  };
}

/** Deals positions out to so many threads. */
export function dealPositions(positions: Positions, threads: number): Positions[] {
  return Array.from({ length: threads }, (_, i) =>
    positions.list === undefined
      ? { ...positions, from: positions.from + i * positions.step, step: positions.step * threads }
      : { ...positions, list: positions.list.filter((_place, index) => index % threads === i) },
  );
}

/** Both ways between positions and slots: the positions of one thread, numbered from 0 in the order of the walk. */
export interface PositionIndex {
  total: number;
  position(slot: number): number;
  /** The slot of a position; -1 for one that is not among these. */
  find(position: number): number;
  /** The number of slots before `limit`, a position. */
  slotsBelow(limit: number): number;
  isSkipped(position: number): boolean;
}

export function createPositionIndex({ from, to, step, skip, list }: Positions): PositionIndex {
  const skipped = new Set(skip);
  if (list !== undefined) {
    const slots = new Map(list.map((position, slot) => [position, slot]));
    return {
      total: list.length,
      position: (slot) => list[slot] ?? -1,
      find: (position) => slots.get(position) ?? -1,
      slotsBelow: () => list.length,
      isSkipped: () => false,
    };
  }
  const total = Math.max(0, Math.ceil((to - from) / step));
  return {
    total,
    position: (slot) => from + slot * step,
    find: (position) =>
      position >= from && position < to && (position - from) % step === 0 ? (position - from) / step : -1,
    slotsBelow: (limit) => Math.min(total, Math.ceil((limit - from) / step)),
    isSkipped: (position) => skipped.has(position),
  };
}
