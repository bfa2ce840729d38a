/** Age, deadline and acceptance of a finding. */

import type { Acceptance, Deadlines, Exposure, Finding, Lifecycle, Remarks, Standing } from '../domain/finding.ts';
import { coveringReview, type ReviewedAcceptance } from '../domain/review.ts';
import { dayOf, daysBetween } from '../domain/time.ts';
import { compareSeverity, type Severity, type Verdict } from '../domain/verdicts.ts';

/** An acceptance that ends within so many days is about to expire. */
export const EXPIRING_DAYS = 14;

/** An acceptance with what was accepted: it covers nothing worse at the same place, and no other product. */
export interface AcceptedFinding extends Acceptance {
  /** Its row in history. */
  number: number;
  /** The exposure that was accepted, by id; null where what was accepted is none. */
  exposure: string | null;
  verdict: Verdict;
  severity: Severity;
  /** Empty, as in older histories, for whatever it was. */
  product: string;
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
  exposure?: Exposure;
  remarks?: Remarks | undefined;
}

export function standingOf(inputs: StandingInputs): Standing {
  const { openSince, at, severity, changes, acceptance, deadlines, pressing, exposure, remarks } = inputs;
  const limit = pressing ? deadlines[severity] : undefined;
  const due = limit === undefined ? null : dayOf(openSince, limit);
  return {
    changes,
    openSince,
    daysOpen: Math.floor(daysBetween(openSince, at)),
    due,
    overdue: due !== null && acceptance === null && dayOf(at) > due,
    acceptance,
    ...(exposure && { exposure }),
    ...(remarks && { remarks }),
  };
}

/** What an acceptance may cover: an exposure, or a finding that is none. */
export type Coverable = Pick<Finding, 'severity' | 'product'> & {
  /** Its id; null for what is no exposure. */
  exposure: string | null;
};

/** The exposure that lives, or else what answers; undefined where there is neither. */
export function coverable(
  alive: Pick<Exposure, 'id' | 'severity' | 'product'> | undefined,
  otherwise: Finding | undefined,
): Coverable | undefined {
  if (alive !== undefined) return { severity: alive.severity, product: alive.product, exposure: alive.id };
  return otherwise && { severity: otherwise.severity, product: otherwise.product, exposure: null };
}

/** The acceptance that covers a finding now, if there is one. */
export function coveringAcceptance(
  accepted: AcceptedFinding | undefined,
  what: Coverable,
  at: string,
): Acceptance | null {
  return accepted !== undefined && accepted.until >= dayOf(at) && covers(accepted, what)
    ? plainAcceptance(accepted)
    : null;
}

/** @returns what accepts a finding by command, in force or not; only that of the same exposure */
export function createAcceptedFinder(
  acceptances: readonly AcceptedFinding[],
): (finding: Pick<Finding, 'id' | 'standing'>) => AcceptedFinding | undefined {
  const byId = new Map(acceptances.map((one) => [one.findingId, one]));
  return ({ id, standing }) => {
    const found = byId.get(id);
    return found?.exposure === (standing?.exposure?.id ?? null) ? found : undefined;
  };
}

/** When exposures came back last, by id. */
export type Returns = ReadonlyMap<string, string>;

/** The acceptance of a reviewed file that covers an exposure now, if there is one: said by its file and line. */
export function reviewedAcceptance(
  reviews: readonly ReviewedAcceptance[],
  exposure: Pick<Exposure, 'verdict' | 'severity' | 'opened'> | undefined,
  { id, address, port }: Pick<Finding, 'id' | 'address' | 'port'>,
  at: string,
): Acceptance | null {
  const review = exposure && coveringReview(reviews, { address, port, ...exposure }, dayOf(at));
  return review === undefined ? null : acceptanceOfReview(review, id);
}

/** An exposure as a review sees it: what came back opened then, and was not there to be reviewed before. */
export function asReviewed<E extends Pick<Exposure, 'id' | 'opened'>>(exposure: E, returns: Returns = new Map()): E {
  const opened = returns.get(exposure.id);
  return opened === undefined ? exposure : { ...exposure, opened };
}

/** Said by its file and line, on its first day. @param findingId empty for none */
export function acceptanceOfReview(
  { reason, owner, until, from, file, line }: ReviewedAcceptance,
  findingId: string,
): Acceptance {
  return { findingId, reason, owner, until, by: `${file}:${line}`, at: from };
}

function covers(accepted: AcceptedFinding, { severity, product, exposure }: Coverable): boolean {
  if (accepted.exposure !== exposure || isWorse(severity, accepted.severity)) return false;
  return accepted.product === '' || accepted.product === product;
}

/** Lifecycle words that an acceptance replaces: those of an endpoint that answers. */
const ACCEPTABLE: ReadonlySet<Lifecycle | null> = new Set(['new', 'persisting', 'changed', 'reopened'] as const);

/** The lifecycle word of a finding that an acceptance covers. */
export function acceptedWord<W extends Lifecycle | null>(word: W): W | 'accepted' {
  return ACCEPTABLE.has(word) ? 'accepted' : word;
}

/** Acceptances to review. One that ended with its finding is in no list. */
export function reviewAcceptances(
  acceptances: readonly AcceptedFinding[],
  openOf: (id: string) => Coverable | undefined,
  at: string,
): { expired: Acceptance[]; unmatched: Acceptance[]; expiring: Acceptance[] } {
  const review = { expired: [] as Acceptance[], unmatched: [] as Acceptance[], expiring: [] as Acceptance[] };
  for (const accepted of acceptances) {
    const open = openOf(accepted.findingId);
    if (accepted.until < dayOf(at)) {
      if (open !== undefined) review.expired.push(plainAcceptance(accepted));
    } else if (open === undefined || !covers(accepted, open)) review.unmatched.push(plainAcceptance(accepted));
    else if (accepted.until <= dayOf(at, EXPIRING_DAYS)) review.expiring.push(plainAcceptance(accepted));
  }
  return review;
}

function isWorse(severity: Severity, than: Severity): boolean {
  return compareSeverity(severity, than) < 0;
}

/** Without what history keeps beside it. */
export function plainAcceptance({ findingId, reason, owner, until, by, at }: AcceptedFinding): Acceptance {
  return { findingId, reason, owner, until, by, at };
}
