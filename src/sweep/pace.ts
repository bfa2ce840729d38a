import { prefixKey } from '../ip.ts';
import type { Pace, Timer } from '../model.ts';

export interface PaceOptions {
  /** Connections per second over all addresses; null for no limit. */
  rate: number | null;
  /** Connections per second within one /24 (IPv4) or /64 (IPv6); null for no limit. */
  prefixRate: number | null;
  clock: Timer;
}

/** Milliseconds after which an address that is in use is worth another look. */
const BUSY_WAIT = 20;
/** How far the rates may run ahead of an even spacing, in milliseconds: timers are no finer than this. */
const GLOBAL_SLACK = 20;
const PREFIX_SLACK = 100;
/** Prefixes remembered before those that are idle again are forgotten. */
const PREFIXES_KEPT = 4096;

/** The moment from which the next connection would be evenly spaced (the generic cell rate algorithm). */
interface Spacing {
  due: number;
}

function waitFor(spacing: Spacing, slack: number, now: number): number {
  return Math.max(0, spacing.due - slack - now);
}

function spend(spacing: Spacing, interval: number, now: number): void {
  spacing.due = Math.max(spacing.due, now) + interval;
}

/** The rates and the rule of one connection at a time per address, shared by all who open connections. */
export function createPace({ rate, prefixRate, clock }: PaceOptions): Pace {
  const busy = new Set<string>();
  const all: Spacing = { due: 0 };
  const prefixes = new Map<string, Spacing>();
  let keep = PREFIXES_KEPT;

  function spacingOf(key: string, now: number): Spacing {
    const known = prefixes.get(key);
    if (known !== undefined) return known;
    if (prefixes.size >= keep) {
      for (const [other, spacing] of prefixes) if (spacing.due <= now) prefixes.delete(other);
      // Forgetting costs a pass over the map: wait for it to double before the next one.
      keep = Math.max(PREFIXES_KEPT, prefixes.size * 2);
    }
    const fresh = { due: 0 };
    prefixes.set(key, fresh);
    return fresh;
  }

  return {
    ready() {
      return rate === null ? 0 : waitFor(all, GLOBAL_SLACK, clock.ticks());
    },
    take(address) {
      if (busy.has(address)) return BUSY_WAIT;
      const now = clock.ticks();
      if (rate !== null) {
        const wait = waitFor(all, GLOBAL_SLACK, now);
        if (wait > 0) return wait;
      }
      if (prefixRate !== null) {
        const spacing = spacingOf(prefixKey(address), now);
        const wait = waitFor(spacing, PREFIX_SLACK, now);
        if (wait > 0) return wait;
        spend(spacing, 1000 / prefixRate, now);
      }
      if (rate !== null) spend(all, 1000 / rate, now);
      busy.add(address);
      return 0;
    },
    release(address) {
      busy.delete(address);
    },
  };
}
