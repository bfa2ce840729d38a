import { groupsOf, parseAddress } from '../ip.ts';
import type { Pace, Spot, Timer } from '../model.ts';

export interface PaceOptions {
  /** Connections per second over all addresses; null for no limit. */
  rate: number | null;
  /** Connections per second within one /24 (IPv4) or /64 (IPv6); null for no limit. */
  prefixRate: number | null;
  clock: Timer;
  /** What another thread's pace gave as `memory`, to share its rates and addresses. */
  memory?: SharedArrayBuffer;
}

/** The rates and the rule of one connection at a time per address, shared by all who open connections, in any thread. */
export interface SharedPace extends Pace {
  readonly memory: SharedArrayBuffer;
  /** As `take` and `release`, for an address as numbers. */
  takeSpot(spot: Spot): number;
  releaseSpot(spot: Spot): void;
  /** As `takeSpot`, without keeping the address: for a packet whose answer nobody waits for. */
  passSpot(spot: Spot): number;
  /** Connections per second that are allowed now; infinite for no limit. */
  rate: number;
}

/** Milliseconds after which an address that is in use is worth another look. */
const BUSY_WAIT = 20;
/** How far the rates may run ahead of an even spacing, in milliseconds: timers are no finer than this. */
const GLOBAL_SLACK = 20;
const PREFIX_SLACK = 100;
/** A thread that died with the lock in its hand must not stop the others. */
const MOST_TURNS = 1_000_000;
/**
 * Prefixes and addresses are known by a hash, so that memory does not grow with the scope. Two that share a place wait for
 * each other without need, and neither ever gets more than its own share.
 */
const PREFIXES = 2 ** 16;
const ADDRESSES = 2 ** 16;

/** Float64 words: when the next connection would be evenly spaced, and the rate; then the same moment per prefix. */
const DUE = 0;
const RATE = 1;
const PREFIX = 2;

export function createPace({ rate, prefixRate, clock, memory }: PaceOptions): SharedPace {
  const buffer = memory ?? new SharedArrayBuffer((PREFIX + PREFIXES) * 8 + (1 + ADDRESSES) * 4);
  const moments = new Float64Array(buffer, 0, PREFIX + PREFIXES);
  const words = new Int32Array(buffer, (PREFIX + PREFIXES) * 8);
  const busy = words.subarray(1);
  if (memory === undefined) moments[RATE] = rate ?? Number.POSITIVE_INFINITY;
  // Threads count their ticks from their own start: what they share is counted from the same moment.
  const origin = clock.now() - clock.ticks();
  const now = (): number => origin + clock.ticks();
  const interval = prefixRate === null ? 0 : 1000 / prefixRate;

  /** Reading the clock costs as much as all the rest: not where there is no limit. */
  function ready(): number {
    return moments[RATE] === Number.POSITIVE_INFINITY ? 0 : waitForRate(now());
  }

  function waitForRate(at: number): number {
    return Math.max(0, (moments[DUE] ?? 0) - GLOBAL_SLACK - at);
  }

  /** Called with the lock held. */
  function spend(prefix: number, at: number): number {
    const wait = moments[RATE] === Number.POSITIVE_INFINITY ? 0 : waitForRate(at);
    if (wait > 0) return wait;
    if (prefixRate !== null) {
      const due = moments[PREFIX + prefix] ?? 0;
      if (due - PREFIX_SLACK > at) return due - PREFIX_SLACK - at;
      moments[PREFIX + prefix] = Math.max(due, at) + interval;
    }
    moments[DUE] = Math.max(moments[DUE] ?? 0, at) + 1000 / (moments[RATE] ?? 1);
    return 0;
  }

  function spendLocked(prefix: number): number {
    if (moments[RATE] === Number.POSITIVE_INFINITY && prefixRate === null) return 0;
    // Held for some hundred nanoseconds at most: waiting in a circle is cheaper than sleeping.
    for (let turns = 0; Atomics.compareExchange(words, 0, 0, 1) !== 0 && turns < MOST_TURNS; turns += 1);
    const wait = spend(prefix, now());
    Atomics.store(words, 0, 0);
    return wait;
  }

  function take(address: number, prefix: number): number {
    if (Atomics.compareExchange(busy, address, 0, 1) !== 0) return BUSY_WAIT;
    const wait = spendLocked(prefix);
    if (wait > 0) Atomics.store(busy, address, 0);
    return wait;
  }

  const spot: Spot = { v6: false, low: 0, groups: [], port: 0, range: 0 };
  return {
    memory: buffer,
    ready,
    take(address) {
      readSpot(address, spot);
      return take(addressHash(spot), prefixHash(spot));
    },
    release(address) {
      readSpot(address, spot);
      Atomics.store(busy, addressHash(spot), 0);
    },
    takeSpot: (of) => take(addressHash(of), prefixHash(of)),
    releaseSpot: (of) => void Atomics.store(busy, addressHash(of), 0),
    passSpot(of) {
      const address = addressHash(of);
      if (Atomics.load(busy, address) !== 0) return BUSY_WAIT;
      return spendLocked(prefixHash(of));
    },
    get rate() {
      return moments[RATE] ?? 0;
    },
    set rate(perSecond: number) {
      moments[RATE] = perSecond;
    },
  };
}

function readSpot(address: string, spot: Spot): void {
  const parsed = parseAddress(address);
  if (parsed === undefined) throw new RangeError(`no address: ${address}`);
  spot.v6 = parsed.family === 6;
  if (spot.v6) spot.groups = groupsOf(parsed.value);
  else spot.low = Number(parsed.value);
}

function addressHash({ v6, low, groups }: Spot): number {
  return v6 ? hashGroups(groups, 8) : scatter(low) >>> 16;
}

/** Of the /24 or the /64. */
function prefixHash({ v6, low, groups }: Spot): number {
  return v6 ? hashGroups(groups, 4) : scatter(low >>> 8) >>> 16;
}

function hashGroups(groups: readonly number[], count: number): number {
  let hash = 1;
  for (let i = 0; i < count; i += 1) hash = scatter(hash + (groups[i] ?? 0));
  return hash >>> 16;
}

/** Multiplicative hashing (Knuth): neighbours land far apart. */
function scatter(value: number): number {
  return Math.imul(value ^ (value >>> 15), 0x9e3779b1);
}
