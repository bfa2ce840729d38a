/** What one receiver of messages was last told: of an exposure, and of the runs. History keeps it from run to run. */

import { PRODUCTS, type Product } from './engine.ts';
import { CLOSINGS, type Closing, EXPOSURE_STATES, type ExposureState } from './finding.ts';
import { isSeverity, isVerdict } from './finding-shape.ts';
import { DECLARATIONS, type Declaration } from './scope.ts';
import { isCount, isFlag, isMoment, isNumber, isText, listOf, oneOf, orNull, recordOf, shapeOf } from './shape.ts';
import type { Severity, Verdict } from './verdicts.ts';

/** Of one subject: an exposure, or a finding where there is none. Days are `YYYY-MM-DD`, times ISO 8601. */
export interface Told {
  /** What is no exposure is `open` while it is work, and else `closed`. */
  state: ExposureState;
  how: Closing | null;
  severity: Severity;
  verdict: Verdict;
  product: Product;
  version: string;
  owner: string;
  /** Last day of the acceptance, or null. */
  accepted: string | null;
  /** What it is declared to be, as long as it answers so. */
  declared: Declaration | null;
  /** The declaration that it breaks. */
  broken: Declaration | null;
  inScope: boolean;
  /** Whether a message ever had it. Otherwise this only says what the first one will be compared with. */
  heard: boolean;
  /** The worst severity that a message had. */
  worst: Severity;
  /** The deadline that was told of, and the smallest number of days before it that was. */
  due: string | null;
  dueMark: number | null;
  /** The smallest number of days before the end of the acceptance that was told. */
  acceptanceMark: number | null;
  /** Times of the changes to and fro in the last 14 days. */
  flips: string[];
  /** When it was last told to be flapping; null while it is steady. */
  flapping: string | null;
}

/** How the last run ended, as a receiver knows it. */
export const RUN_STATES = ['finished', 'partial', 'refused'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** Of the runs of one scope from one vantage. */
export interface ToldRuns {
  state: RunState;
  /** Reasons of a partial run, or the code of a refusal. */
  why: string;
  /** When it was last told of findings, or of none new; null before its first run that was not refused. */
  at: string | null;
  /** When the last digest was made. */
  digest: string | null;
  /** By the approval's reference and end: the smallest number of days before the end that was told. */
  approvals: Record<string, number>;
  /** Whether the last word on open work was that there is none. */
  clear: boolean;
  /** Closings told since then. */
  closings: { proof: number; silence: number; person: number };
}

export const isTold = shapeOf<Told>({
  state: oneOf(EXPOSURE_STATES),
  how: orNull(oneOf(CLOSINGS)),
  severity: isSeverity,
  verdict: isVerdict,
  product: oneOf(PRODUCTS),
  version: isText,
  owner: isText,
  accepted: orNull(isMoment),
  declared: orNull(oneOf(DECLARATIONS)),
  broken: orNull(oneOf(DECLARATIONS)),
  inScope: isFlag,
  heard: isFlag,
  worst: isSeverity,
  due: orNull(isMoment),
  dueMark: orNull(isNumber),
  acceptanceMark: orNull(isNumber),
  flips: listOf(isMoment),
  flapping: orNull(isMoment),
});

export const isToldRuns = shapeOf<ToldRuns>({
  state: oneOf(RUN_STATES),
  why: isText,
  at: orNull(isMoment),
  digest: orNull(isMoment),
  approvals: recordOf(isNumber),
  clear: isFlag,
  closings: shapeOf<ToldRuns['closings']>({ proof: isCount, silence: isCount, person: isCount }),
});
