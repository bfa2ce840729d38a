/** State of a run after the last line of its journal. */

import type { OpenRecord, StateCounts } from '../domain/endpoint.ts';
import type { PartialReason, RatePoint, RunRecord, Spent } from '../domain/run.ts';
import type { HistoryLine, StartLine, WatchedLine } from './journal.ts';
import type { AnsweringPrefixes } from './neighbours.ts';
import type { PrefixCounts } from './prefix-counts.ts';
import type { SampledPositions, SampledState, SecondLookLine } from './sample.ts';

/** An endpoint's state that the second look put right. */
export interface Correction {
  range: number;
  from: SampledState;
  to: SampledState;
}

/** Probes are handed on, not kept. */
export interface RunState {
  start: StartLine;
  resumedAt: string[];
  /** The last moment of each process before the one that goes on. */
  stoppedAt: string[];
  position: number;
  ranges: StateCounts[];
  /** Why endpoints were not tested, by range; from older journals, over all ranges under -1. */
  notTested: Map<number, Record<string, number>>;
  /** Positions for the second look. */
  sampled: SampledPositions;
  /** States that the second look corrected, by position, and its outcome once it is done. */
  corrections: Map<number, Correction>;
  secondLook: SecondLookLine | undefined;
  prefixes: PrefixCounts;
  /** Open endpoints at or beyond `position`, which no checkpoint has counted yet. */
  uncounted: OpenRecord[];
  /** Open endpoints without a probe record. */
  pendingProbes: OpenRecord[];
  /** Open endpoints that were not to be asked, as in the uniform prefixes of older runs: they are not tested. */
  leftOut: OpenRecord[];
  /** Open endpoints, by range, that were not asked with all tries or not read to their end: they are not tested. */
  untested: Map<number, number>;
  /** Without those. */
  probes: RunRecord['probes'];
  /** Budgets that were spent, each once. */
  spent: Spent[];
  faults: string[];
  pacing: RatePoint[];
  end: { at: string; reasons: PartialReason[] } | undefined;
  /** Last sweep state of each watched endpoint, where it is not open, with the number of resumptions before it. */
  watched: (WatchedLine & { resumptions: number })[];
  neighbours: AnsweringPrefixes;
  history: HistoryLine | undefined;
  lastAt: string;
}
