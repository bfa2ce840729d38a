/**
 * Counter of settled endpoints by range and state, and of how far the walk is done without a gap.
 *
 * Results come in any order. `position` is the first endpoint of the walk that has no result yet; counts are handed out
 * only up to there, so that a position and the counts written beside it always belong together. States beyond it are
 * held in a ring of one byte per endpoint.
 */

import { type StateCounts, SWEEP_STATES, type SweepState, zeroStates } from '../domain/endpoint.ts';
import type { Sample, SampledPositions } from './sample.ts';

/** Counts since the last checkpoint. */
export interface WalkProgress {
  position: number;
  /** `[range, state, endpoints]` */
  counts: [range: number, state: SweepState, endpoints: number][];
  /** Endpoints not tested: `[range, reason, endpoints]` */
  notTested: [range: number, reason: string, endpoints: number][];
  /** Additions to the sample for the second look. */
  sampled?: SampledPositions;
}

/** Endpoints that may be settled beyond the first gap. */
const RING_ENDPOINTS = 1 << 22;
/** Ring values: 0 is unsettled; then the states; then one value for each reason of `not-tested`. */
const FIRST_REASON = SWEEP_STATES.length + 1;
const OTHER_REASON = 255;

export interface Tally {
  /** Endpoints below this one are settled. */
  readonly position: number;
  /** The walk may not go on to this position yet: the ring has an end. */
  readonly limit: number;
  /** The last position of the walk that is settled, gaps or not; -1 if there is none: the sweep has come about so far. */
  readonly furthest: number;
  /** The number of settled endpoints of the walk, gaps or not, earlier processes included. */
  readonly settled: number;
  settle(position: number, state: SweepState, reason?: string): void;
  /** @returns counts added since the last call; undefined if there are none */
  take(): WalkProgress | undefined;
  /** Settled endpoints by state, gaps or not: for the progress line. */
  readonly seen: StateCounts;
}

/**
 * @param rangeOf the range that an endpoint belongs to, by its position
 * @param sample is told of each endpoint as it is counted, so that it belongs to the position as the counts do
 */
export function createTally(start: number, rangeOf: (position: number) => number, sample?: Sample): Tally {
  const ring = new Uint8Array(RING_ENDPOINTS);
  const reasons = createReasons();
  const counter = createCounter();
  let position = start;
  let furthest = start - 1;
  const seen = zeroStates();

  function count(at: number, code: number): void {
    const state = code >= FIRST_REASON ? 'not-tested' : (SWEEP_STATES[code - 1] ?? 'not-tested');
    counter.add(rangeOf(at), state, reasons.wordOf(code));
    sample?.offer(at, state);
  }

  return {
    seen,
    get position() {
      return position;
    },
    get limit() {
      return position + RING_ENDPOINTS;
    },
    get furthest() {
      return furthest;
    },
    get settled() {
      return start + SWEEP_STATES.reduce((sum, state) => sum + seen[state], 0);
    },
    settle(at, state, reason = '') {
      if (at < position || at - position >= RING_ENDPOINTS || ring[at % RING_ENDPOINTS] !== 0) {
        throw new RangeError(`endpoint ${at} was settled twice or too far ahead of ${position}`);
      }
      ring[at % RING_ENDPOINTS] = state === 'not-tested' ? reasons.codeOf(reason) : SWEEP_STATES.indexOf(state) + 1;
      seen[state] += 1;
      if (at > furthest) furthest = at;
      for (let code = ring[position % RING_ENDPOINTS] ?? 0; code !== 0; code = ring[position % RING_ENDPOINTS] ?? 0) {
        count(position, code);
        ring[position % RING_ENDPOINTS] = 0;
        position += 1;
      }
    },
    take() {
      const taken = counter.take();
      if (taken === undefined) return undefined;
      const sampled = sample?.take();
      return { position, ...taken, ...(sampled && { sampled }) };
    },
  };
}

/** Reasons of `not-tested` as bytes. */
function createReasons(): { codeOf(reason: string): number; wordOf(code: number): string } {
  const reasons: string[] = [];
  return {
    codeOf(reason) {
      let index = reasons.indexOf(reason);
      if (index < 0 && FIRST_REASON + reasons.length < OTHER_REASON) index = reasons.push(reason) - 1;
      return index < 0 ? OTHER_REASON : FIRST_REASON + index;
    },
    wordOf: (code) => reasons[code - FIRST_REASON] ?? 'other',
  };
}

interface Counter {
  add(range: number, state: SweepState, reason: string): void;
  take(): Pick<WalkProgress, 'counts' | 'notTested'> | undefined;
}

function createCounter(): Counter {
  let counts = new Map<number, StateCounts>();
  let notTested = new Map<number, Map<string, number>>();
  return {
    add(range, state, reason) {
      let states = counts.get(range);
      if (states === undefined) {
        states = zeroStates();
        counts.set(range, states);
      }
      states[state] += 1;
      if (state !== 'not-tested') return;
      const reasons = notTested.get(range) ?? new Map<string, number>();
      notTested.set(range, reasons.set(reason, (reasons.get(reason) ?? 0) + 1));
    },
    take() {
      if (counts.size === 0) return undefined;
      const taken: Pick<WalkProgress, 'counts' | 'notTested'> = { counts: [], notTested: [] };
      for (const [range, states] of counts)
        for (const state of SWEEP_STATES) if (states[state] > 0) taken.counts.push([range, state, states[state]]);
      for (const [range, reasons] of notTested)
        for (const [reason, endpoints] of reasons) taken.notTested.push([range, reason, endpoints]);
      counts = new Map();
      notTested = new Map();
      return taken;
    },
  };
}
