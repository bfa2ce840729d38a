/** The lines of a run's journal, as they are written. */

import type { ProbeRecord } from '../domain/attempt.ts';
import type { OpenRecord, SweepState } from '../domain/endpoint.ts';
import type { Finding } from '../domain/finding.ts';
import type { History } from '../domain/history.ts';
import type { PartialReason, RatePoint, RunOptions, Spent } from '../domain/run.ts';
import type { Scope } from '../domain/scope.ts';
import type { Verdict } from '../domain/verdicts.ts';
import type { NeighboursEntry } from './neighbours.ts';
import type { SampledState, SecondLookLine } from './sample.ts';
import type { WalkProgress } from './tally.ts';

export const JOURNAL_SCHEMA = 'seawall.journal/1';

export interface StartLine {
  kind: 'start';
  schema: typeof JOURNAL_SCHEMA;
  run: string;
  version: string;
  at: string;
  vantage: string;
  options: RunOptions;
  scope: Scope;
  /** Set for a run that looks at known findings again; then perhaps also the run of which it is the second look. */
  purpose?: 'verify';
  confirms?: string;
}

/** Sweep state of an endpoint that earlier runs found open, and that is not open now. */
export interface WatchedLine {
  kind: 'watched';
  address: string;
  port: number;
  state: Exclude<SweepState, 'open'>;
  reason: string;
}

/** The comparison of the run with earlier ones, as it was when the run ended. */
export interface HistoryLine {
  kind: 'history';
  /** By finding id. */
  entries: Record<string, Pick<Finding, 'lifecycle' | 'standing' | 'firstSeen' | 'declared'>>;
  history: History;
}

export type JournalLine =
  | StartLine
  /** The run was resumed by another process. */
  | { kind: 'resume'; at: string }
  /** The sweep saw an open port; its probe follows, or is still pending. `was`: only the second look did. */
  | { kind: 'open'; open: OpenRecord; was?: SampledState }
  | { kind: 'probe'; probe: ProbeRecord }
  /** All endpoints below `position` are settled; counts since the last checkpoint. */
  | ({ kind: 'checkpoint'; at: string } & Omit<WalkProgress, 'notTested'> & {
        /** Older journals: by reason alone, over all ranges. */
        notTested: WalkProgress['notTested'] | Record<string, number>;
      })
  /** The rate changed, or a minute went by. */
  | ({ kind: 'rate' } & RatePoint)
  /** Most endpoints of a prefix are open and slow. In older journals, without `rest`, those without a probe get none. */
  | { kind: 'uniform'; at: string; prefix: string; verdict: Verdict; rest?: 'brief' }
  /** A budget was spent. */
  | ({ kind: 'spent'; at: string } & Spent)
  | SecondLookLine
  /** A step of ours failed. */
  | { kind: 'fault'; at: string; message: string }
  /** Answering addresses of the prefixes in which something was open or is watched, as one process saw them. */
  | { kind: 'neighbours'; prefixes: NeighboursEntry[] }
  | { kind: 'end'; at: string; reasons: PartialReason[] }
  | WatchedLine
  | HistoryLine;
