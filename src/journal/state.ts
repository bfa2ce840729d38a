/** What is known of a run after its journal was read to the end. */

import type { OpenRecord, StateCounts } from '../domain/endpoint.ts';
import type { PartialReason, RatePoint } from '../domain/run.ts';
import type { HistoryLine, StartLine, WatchedLine } from './journal.ts';
import type { PrefixCounts } from './prefix-counts.ts';
import type { SampledPlaces, SampledState, SecondLookLine } from './sample.ts';

/** An endpoint's state that the second look put right. */
export interface Correction {
  range: number;
  from: SampledState;
  to: SampledState;
}

/** What is known after reading a journal to its end. Probes are handed on, not kept. */
export interface RunState {
  start: StartLine;
  resumedAt: string[];
  position: number;
  ranges: StateCounts[];
  /** Why endpoints were not tested, by range; from older journals, over all ranges under -1. */
  notTested: Map<number, Record<string, number>>;
  /** Places for the second look. */
  sampled: SampledPlaces;
  /** What became of the second look: the states that it corrected, by position, and its outcome once it is done. */
  corrections: Map<number, Correction>;
  secondLook: SecondLookLine | undefined;
  prefixes: PrefixCounts;
  /** Open endpoints at or beyond `position`, which no checkpoint has counted yet. */
  uncounted: OpenRecord[];
  /** Open endpoints without a probe record, but for those of uniform prefixes. */
  pendingProbes: OpenRecord[];
  probes: { done: number; faulted: number };
  faults: string[];
  pacing: RatePoint[];
  end: { at: string; reasons: PartialReason[] } | undefined;
  /** The last word on each endpoint that earlier runs knew, where it is not open. */
  watched: WatchedLine[];
  history: HistoryLine | undefined;
  lastAt: string;
}
