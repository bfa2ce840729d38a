/** Rate limits shared between threads: all connections, each prefix, and one connection at a time per address. */

import { groupsOf, parseAddress } from '../domain/address.ts';
import type { Pace, PackedEndpoint } from '../domain/endpoint.ts';
import type { Timer } from '../domain/time.ts';

export interface PaceOptions {
  /** Connections per second over all addresses; null for no limit. */
  rate: number | null;
  /** Connections per second within one /24 (IPv4) or /64 (IPv6); null for no limit. */
  prefixRate: number | null;
  clock: Timer;
  /** `memory` of another thread's pace, to share its rates and addresses. */
  memory?: SharedArrayBuffer;
}

/** The rates and the rule of one connection at a time per address, shared by all who open connections, in any thread. */
export interface SharedPace extends Pace {
  readonly memory: SharedArrayBuffer;
  /** As `take` and `release`, for an address as numbers. */
  takePacked(packed: PackedEndpoint): number;
  releasePacked(packed: PackedEndpoint): void;
  /** As `takePacked`, without keeping the address: for a packet whose answer is not waited for. */
  passPacked(packed: PackedEndpoint): number;
  /** Connections per second that are allowed now; infinite for no limit. */
  rate: number;
}

/** Milliseconds after which an address that is in use is worth another look. */
const BUSY_WAIT_MS = 20;
/** Slack of the rates ahead of an even spacing: timers are no finer than this. */
const GLOBAL_SLACK_MS = 20;
const PREFIX_SLACK_MS = 100;
/** Turns of the spin lock, at most: a thread that died holding the lock must not stop the others. */
const MAX_LOCK_TURNS = 1_000_000;
/**
 * Hash tables of fixed size for prefixes and addresses, so that memory does not grow with the scope. Two that share an entry
 * wait for each other without need, and neither ever gets more than its own share.
 */
const PREFIX_ENTRIES = 2 ** 16;
const ADDRESS_ENTRIES = 2 ** 20;

/** Float64 words: when the next connection would be evenly spaced, and the rate; then the same moment per prefix. */
const DUE_WORD = 0;
const RATE_WORD = 1;
const FIRST_PREFIX_WORD = 2;

export function createPace(options: PaceOptions): SharedPace {
  return new MemoryPace(options);
}

class MemoryPace implements SharedPace {
  readonly memory: SharedArrayBuffer;
  private readonly moments: Float64Array;
  private readonly lock: Int32Array;
  private readonly busy: Uint8Array;
  /** Milliseconds between two connections of a prefix; undefined for no limit. */
  private readonly interval: number | undefined;
  private readonly clock: Timer;
  /** Threads count their ticks from their own start: what they share is counted from the same moment. */
  private readonly origin: number;
  private readonly packed: PackedEndpoint = { v6: false, low: 0, groups: [], port: 0, range: 0 };

  constructor({ rate, prefixRate, clock, memory }: PaceOptions) {
    this.memory = memory ?? new SharedArrayBuffer((FIRST_PREFIX_WORD + PREFIX_ENTRIES) * 8 + 4 + ADDRESS_ENTRIES);
    this.moments = new Float64Array(this.memory, 0, FIRST_PREFIX_WORD + PREFIX_ENTRIES);
    this.lock = new Int32Array(this.memory, (FIRST_PREFIX_WORD + PREFIX_ENTRIES) * 8, 1);
    this.busy = new Uint8Array(this.memory, (FIRST_PREFIX_WORD + PREFIX_ENTRIES) * 8 + 4, ADDRESS_ENTRIES);
    this.interval = prefixRate === null ? undefined : 1_000 / prefixRate;
    this.clock = clock;
    this.origin = clock.now() - clock.ticks();
    if (memory === undefined) this.rate = rate ?? Number.POSITIVE_INFINITY;
  }

  get rate(): number {
    return this.moments[RATE_WORD] ?? 0;
  }

  set rate(perSecond: number) {
    this.moments[RATE_WORD] = perSecond;
  }

  ready(): number {
    // Reading the clock costs as much as all the rest: not where there is no limit.
    return this.rate === Number.POSITIVE_INFINITY ? 0 : this.waitForRate(this.now());
  }

  take(address: string): number {
    packAddress(address, this.packed);
    return this.takePacked(this.packed);
  }

  release(address: string): void {
    packAddress(address, this.packed);
    this.releasePacked(this.packed);
  }

  takePacked(packed: PackedEndpoint): number {
    const address = addressHash(packed);
    if (Atomics.compareExchange(this.busy, address, 0, 1) !== 0) return BUSY_WAIT_MS;
    const wait = this.spend(prefixHash(packed));
    if (wait > 0) Atomics.store(this.busy, address, 0);
    return wait;
  }

  releasePacked(packed: PackedEndpoint): void {
    Atomics.store(this.busy, addressHash(packed), 0);
  }

  passPacked(packed: PackedEndpoint): number {
    if (Atomics.load(this.busy, addressHash(packed)) !== 0) return BUSY_WAIT_MS;
    return this.spend(prefixHash(packed));
  }

  private now(): number {
    return this.origin + this.clock.ticks();
  }

  private waitForRate(at: number): number {
    return Math.max(0, (this.moments[DUE_WORD] ?? 0) - GLOBAL_SLACK_MS - at);
  }

  private spend(prefix: number): number {
    if (this.rate === Number.POSITIVE_INFINITY && this.interval === undefined) return 0;
    const { lock } = this;
    // Held for some hundred nanoseconds at most: waiting in a circle is cheaper than sleeping.
    for (let turns = 0; Atomics.compareExchange(lock, 0, 0, 1) !== 0 && turns < MAX_LOCK_TURNS; turns += 1);
    const wait = this.spendLocked(prefix, this.now());
    Atomics.store(lock, 0, 0);
    return wait;
  }

  private spendLocked(prefix: number, at: number): number {
    const { moments, interval, rate } = this;
    const wait = rate === Number.POSITIVE_INFINITY ? 0 : this.waitForRate(at);
    if (wait > 0) return wait;
    if (interval !== undefined) {
      const due = moments[FIRST_PREFIX_WORD + prefix] ?? 0;
      if (due - PREFIX_SLACK_MS > at) return due - PREFIX_SLACK_MS - at;
      moments[FIRST_PREFIX_WORD + prefix] = Math.max(due, at) + interval;
    }
    moments[DUE_WORD] = Math.max(moments[DUE_WORD] ?? 0, at) + 1_000 / rate;
    return 0;
  }
}

function packAddress(address: string, packed: PackedEndpoint): void {
  const parsed = parseAddress(address);
  if (parsed === undefined) throw new RangeError(`no address: ${address}`);
  packed.v6 = parsed.family === 6;
  if (packed.v6) packed.groups = groupsOf(parsed.value);
  else packed.low = Number(parsed.value);
}

function addressHash({ v6, low, groups }: PackedEndpoint): number {
  return (v6 ? hashGroups(groups, 8) : scatter(low)) >>> 12;
}

/** Of the /24 or the /64. */
function prefixHash({ v6, low, groups }: PackedEndpoint): number {
  return (v6 ? hashGroups(groups, 4) : scatter(low >>> 8)) >>> 16;
}

function hashGroups(groups: readonly number[], count: number): number {
  let hash = 1;
  for (let i = 0; i < count; i += 1) hash = scatter(hash + (groups[i] ?? 0));
  return hash;
}

/** Multiplicative hashing (Knuth): neighbours land far apart. */
function scatter(value: number): number {
  return Math.imul(value ^ (value >>> 15), 0x9e3779b1);
}
