/** Which places of the walk are to be swept: plain data, so that it can be handed to another thread. */
export interface Places {
  from: number;
  /** Exclusive. */
  to: number;
  /** Every how many; 1 for all. */
  step: number;
  /** Places that are settled already. */
  skip: readonly number[];
  /** Instead of all of the above: these, and no others. */
  list?: readonly number[];
}

/** Hands out places in the order of the walk, each once. */
export interface PlaceSource {
  /** The next place; -1 if there is none now: ask again later unless `done`. */
  next(): number;
  readonly done: boolean;
}

/** @param limit places from this one on must wait: results may only run so far ahead of the first one that is missing */
export function createPlaceSource(places: Places, limit: () => number): PlaceSource {
  const { list, step, to } = places;
  const skip = new Set(places.skip);
  let place = places.from;
  let index = 0;
  return {
    get done() {
      return list === undefined ? place >= to : index >= list.length;
    },
    next() {
      if (list !== undefined) return list[index++] ?? -1;
      while (place < to && place < limit()) {
        const taken = place;
        place += step;
        if (!skip.has(taken)) return taken;
      }
      return -1;
    },
  };
}

/** Deals places out to so many threads. */
export function dealPlaces(places: Places, threads: number): Places[] {
  return Array.from({ length: threads }, (_, i) =>
    places.list === undefined
      ? { ...places, from: places.from + i * places.step, step: places.step * threads }
      : { ...places, list: places.list.filter((_place, index) => index % threads === i) },
  );
}

/** Places numbered from 0 in the order of the walk, for engines that must find a place again. */
export interface PlaceIndex {
  total: number;
  place(index: number): number;
  /** -1 for a place that is not among these. */
  find(place: number): number;
  /** Indexes below this one lie before `limit`, a place. */
  indexBelow(limit: number): number;
  isSkipped(place: number): boolean;
}

export function createPlaceIndex({ from, to, step, skip, list }: Places): PlaceIndex {
  const skipped = new Set(skip);
  if (list !== undefined) {
    const indexes = new Map(list.map((place, index) => [place, index]));
    return {
      total: list.length,
      place: (index) => list[index] ?? -1,
      find: (place) => indexes.get(place) ?? -1,
      indexBelow: () => list.length,
      isSkipped: () => false,
    };
  }
  const total = Math.max(0, Math.ceil((to - from) / step));
  return {
    total,
    place: (index) => from + index * step,
    find: (place) => (place >= from && place < to && (place - from) % step === 0 ? (place - from) / step : -1),
    indexBelow: (limit) => Math.min(total, Math.ceil((limit - from) / step)),
    isSkipped: (place) => skipped.has(place),
  };
}
