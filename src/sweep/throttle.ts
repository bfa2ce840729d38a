/**
 * Limit of connections in flight, controlled by additive increase and multiplicative decrease: halved on local trouble, and given back one by one as connections succeed.
 * Local trouble comes in bursts, so one burst halves once.
 */
export interface Throttle {
  readonly limit: number;
  trouble(now: number): void;
  success(): void;
}

/** Milliseconds within which further trouble belongs to the same burst. */
const BURST_MS = 100;

export function createThrottle(ceiling: number): Throttle {
  let limit = ceiling;
  let quietSince = Number.NEGATIVE_INFINITY;
  let successes = 0;
  return {
    get limit() {
      return limit;
    },
    trouble(now) {
      successes = 0;
      if (now - quietSince < BURST_MS) return;
      quietSince = now;
      limit = Math.max(1, Math.floor(limit / 2));
    },
    success() {
      if (limit >= ceiling) return;
      successes += 1;
      if (successes < limit) return;
      successes = 0;
      limit += 1;
    },
  };
}
