/**
 * Counts a run's endpoints as they are settled, and knows how far the walk is done without a gap.
 *
 * Results come in any order. `position` is the first endpoint of the walk that has no result yet; counts are handed out
 * only up to there, so that a position and the counts written beside it always belong together. What lies beyond is held
 * in a ring of one byte per endpoint.
 */

import { type StateCounts, SWEEP_STATES, type SweepState } from '../model.ts';

/** Counts since the last checkpoint. */
export interface Progress {
  position: number;
  /** `[range, state, endpoints]` */
  counts: [range: number, state: SweepState, endpoints: number][];
  /** Endpoints not tested, by reason. */
  notTested: Record<string, number>;
}

/** Endpoints that may be settled beyond the first gap. */
const RING = 1 << 22;
/** Ring values: 0 is unsettled; then the states; then one value for each reason of `not-tested`. */
const FIRST_REASON = SWEEP_STATES.length + 1;
const OTHER_REASON = 255;

export interface Tally {
  /** Endpoints below this one are settled. */
  readonly position: number;
  /** The walk may not go on to this position yet: the ring has an end. */
  readonly limit: number;
  /** How many endpoints of the walk are settled, gaps or not, earlier processes included. */
  readonly settled: number;
  settle(position: number, state: SweepState, reason?: string): void;
  /** What has been added since the last call, or undefined if nothing was. */
  take(): Progress | undefined;
  /** Settled endpoints by state, gaps or not: for the progress line. */
  readonly seen: StateCounts;
}

/** @param rangeOf the range that an endpoint belongs to, by its position */
export function createTally(start: number, rangeOf: (position: number) => number): Tally {
  const ring = new Uint8Array(RING);
  const reasons: string[] = [];
  let position = start;
  let counts = new Map<number, StateCounts>();
  let notTested: Record<string, number> = {};
  const seen = zeroStates();

  function codeOf(state: SweepState, reason: string): number {
    if (state !== 'not-tested') return SWEEP_STATES.indexOf(state) + 1;
    let index = reasons.indexOf(reason);
    if (index < 0 && FIRST_REASON + reasons.length < OTHER_REASON) index = reasons.push(reason) - 1;
    return index < 0 ? OTHER_REASON : FIRST_REASON + index;
  }

  function count(at: number, code: number): void {
    const state = code >= FIRST_REASON ? 'not-tested' : (SWEEP_STATES[code - 1] ?? 'not-tested');
    const range = rangeOf(at);
    let states = counts.get(range);
    if (states === undefined) {
      states = zeroStates();
      counts.set(range, states);
    }
    states[state] += 1;
    if (state === 'not-tested') {
      const reason = reasons[code - FIRST_REASON] ?? 'other';
      notTested[reason] = (notTested[reason] ?? 0) + 1;
    }
  }

  return {
    seen,
    get position() {
      return position;
    },
    get limit() {
      return position + RING;
    },
    get settled() {
      return start + SWEEP_STATES.reduce((sum, state) => sum + seen[state], 0);
    },
    settle(at, state, reason = '') {
      if (at < position || at - position >= RING || ring[at % RING] !== 0) {
        throw new RangeError(`endpoint ${at} was settled twice or too far ahead of ${position}`);
      }
      ring[at % RING] = codeOf(state, reason);
      seen[state] += 1;
      for (let code = ring[position % RING] ?? 0; code !== 0; code = ring[position % RING] ?? 0) {
        count(position, code);
        ring[position % RING] = 0;
        position += 1;
      }
    },
    take() {
      if (counts.size === 0) return undefined;
      const taken: Progress = { position, counts: [], notTested };
      for (const [range, states] of counts) {
        for (const state of SWEEP_STATES) if (states[state] > 0) taken.counts.push([range, state, states[state]]);
      }
      counts = new Map();
      notTested = {};
      return taken;
    },
  };
}

export function zeroStates(): StateCounts {
  return { open: 0, closed: 0, filtered: 0, unreachable: 0, 'not-tested': 0 };
}
