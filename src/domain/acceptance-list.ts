/** Acceptances as they are listed: each with what it covers. */

import type { Acceptance } from './finding.ts';
import type { ReviewedAcceptance, ReviewGap } from './review.ts';
import type { Severity } from './verdicts.ts';

/** Of one exposure, or of a finding that is none; `by` is the file and line of a reviewed one. */
export interface ListedAcceptance extends Acceptance {
  /** Id of the exposure; null for what is none. */
  exposure: string | null;
  address: string;
  port: number;
  vantage: string;
  severity: Severity;
  /** False where what is there now is worse than what was accepted, or another product. */
  covers: boolean;
}

export interface ListedReview extends ReviewedAcceptance {
  /** What history calls the scope. */
  scope: string;
  /** Exposures that it answers for. */
  covers: number;
  /** Why it can cover nothing; null where it can. */
  gap: ReviewGap | null;
}

export interface AcceptanceList {
  acceptances: ListedAcceptance[];
  reviewed: ListedReview[];
}
