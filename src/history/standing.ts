/** Age, deadline and acceptance of a finding. */

import type { Acceptance, Deadlines, Lifecycle, Standing } from '../domain/finding.ts';
import { dayOf, daysBetween } from '../domain/time.ts';
import { compareSeverity, type Severity, type Verdict } from '../domain/verdicts.ts';

/** An acceptance that ends within so many days is about to expire. */
const EXPIRING_DAYS = 14;

/** An acceptance with the accepted verdict and severity: it covers nothing worse at the same place. */
export interface AcceptedFinding extends Acceptance {
  verdict: Verdict;
  severity: Severity;
}

export interface StandingInputs {
  openSince: string;
  /** Until when it is counted: now, or when it was resolved. */
  at: string;
  severity: Severity;
  changes: string[];
  acceptance: Acceptance | null;
  deadlines: Deadlines;
  /** Whether a deadline applies: not to resolved, out-of-scope or declared findings. */
  pressing: boolean;
}

export function standingOf(inputs: StandingInputs): Standing {
  const { openSince, at, severity, changes, acceptance, deadlines, pressing } = inputs;
  const limit = pressing ? deadlines[severity] : undefined;
  const due = limit === undefined ? null : dayOf(openSince, limit);
  return {
    changes,
    openSince,
    daysOpen: Math.floor(daysBetween(openSince, at)),
    due,
    overdue: due !== null && acceptance === null && dayOf(at) > due,
    acceptance,
  };
}

/** The acceptance that covers a finding now, if there is one. */
export function coveringAcceptance(
  accepted: AcceptedFinding | undefined,
  severity: Severity,
  at: string,
): Acceptance | null {
  return accepted !== undefined && accepted.until >= dayOf(at) && !isWorse(severity, accepted.severity)
    ? plain(accepted)
    : null;
}

/** Lifecycle words that an acceptance replaces: those of an endpoint that answers. */
const ACCEPTABLE: ReadonlySet<Lifecycle | null> = new Set(['new', 'persisting', 'changed', 'reopened'] as const);

/** The lifecycle word of a finding that an acceptance covers. */
export function acceptedWord<W extends Lifecycle | null>(word: W): W | 'accepted' {
  return ACCEPTABLE.has(word) ? 'accepted' : word;
}

/** A finding that an acceptance names, as it stands. */
export interface AcceptanceTarget {
  open: boolean;
  severity: Severity;
}

/** Acceptances to review. One that ended with its finding is in no list. */
export function reviewAcceptances(
  acceptances: readonly AcceptedFinding[],
  findingOf: (id: string) => AcceptanceTarget | undefined,
  at: string,
): { expired: Acceptance[]; unmatched: Acceptance[]; expiring: Acceptance[] } {
  const review = { expired: [] as Acceptance[], unmatched: [] as Acceptance[], expiring: [] as Acceptance[] };
  for (const accepted of acceptances) {
    const finding = findingOf(accepted.findingId);
    const open = finding?.open === true;
    if (accepted.until < dayOf(at)) {
      if (open) review.expired.push(plain(accepted));
    } else if (!open || isWorse(finding.severity, accepted.severity)) review.unmatched.push(plain(accepted));
    else if (accepted.until <= dayOf(at, EXPIRING_DAYS)) review.expiring.push(plain(accepted));
  }
  return review;
}

function isWorse(severity: Severity, than: Severity): boolean {
  return compareSeverity(severity, than) < 0;
}

function plain({ findingId, reason, owner, until, by, at }: AcceptedFinding): Acceptance {
  return { findingId, reason, owner, until, by, at };
}
