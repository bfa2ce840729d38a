/** The comparison of a run with earlier ones, and findings as they are stored between runs. */

import type { Acceptance, Finding, Lifecycle, Standing } from './finding.ts';
import type { ReviewGap } from './review.ts';
import type { Declaration } from './scope.ts';
import type { Severity } from './verdicts.ts';

/** State of a finding between runs. An address that left the scope is neither fixed nor open. */
export const FINDING_STATES = ['open', 'unverified', 'resolved', 'out-of-scope'] as const;
export type FindingState = (typeof FINDING_STATES)[number];

/** A finding as history knows it: its last sighting, and how it stands today. */
export interface StoredFinding {
  state: FindingState;
  finding: Finding & { standing: Standing };
  /** The declaration that its last sighting broke. */
  broken?: Declaration;
  /** The run that last said something of it. */
  lastRun: string;
}

/** One thing that happened to a finding. */
export interface TimelineEntry {
  at: string;
  /**
   * A lifecycle word, `seen` for a span of unchanged sightings, or what people did: `acceptance`, `withdrawn`, `retired`,
   * `change record`, `comment`, `ticket`, `assignee`.
   */
  what: string;
  detail: string;
  run: string;
}

/** Comparison of a run with earlier ones. */
export interface History {
  previous: { run: string; at: string } | null;
  /** Findings of earlier runs that gave no finding in this one: `resolved`, `unverified`, or null where it left the scope. */
  absent: Finding[];
  /** Of the findings and the absent ones. */
  counts: Record<Lifecycle, number>;
  overdue: number;
  /** Declared endpoints that stopped being what they were declared to be. */
  broken?: BrokenDeclaration[];
  /** Those that somebody must look at. Those of reviewed files have no finding's id, and are said by file and line. */
  acceptances: { expired: Acceptance[]; unmatched: UnmatchedAcceptance[]; expiring: Acceptance[] };
  /** The last runs, oldest first, this one included. */
  trend: TrendPoint[];
}

/** One that is in force and covers nothing. */
export interface UnmatchedAcceptance extends Acceptance {
  /** Of a reviewed one: why. */
  gap?: ReviewGap;
}

export interface BrokenDeclaration {
  findingId: string;
  address: string;
  port: number;
  is: Declaration;
  /** The answer that breaks the declaration, in one line. */
  what: string;
}

/** One run of a trend: its counts, and those against the run before it. */
export interface TrendPoint {
  run: string;
  at: string;
  severities: Record<Severity, number>;
  /** Exposed engines that were new or came back. */
  opened: number;
  /** Exposed engines that were exposed no longer. */
  resolved: number;
  /** Those of the resolved that closed by silence, with or without a recorded change. Missing in older runs. */
  bySilence?: number;
  /** Of those that closed by proof in this run; null if there was none. */
  meanDaysToClose: number | null;
}
