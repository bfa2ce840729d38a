/** Acceptances of a reviewed file beside the scope: which exposures each of them covers, on which day. */

import { compareAddressTexts } from './address.ts';
import { type Interval, intersect, sizeOf } from './interval.ts';
import type { Scope } from './scope.ts';
import { isAddressText, isCount, isFlag, isMoment, isPort, isText, oneOf, optional, shapeOf } from './shape.ts';
import { intervalOf } from './spans.ts';
import { dayIn } from './time.ts';
import { compareSeverity, meaningOf, SEVERITIES, type Severity, VERDICTS, type Verdict } from './verdicts.ts';

/** A decision, reviewed with the scope files, to live with what is exposed at some addresses, until a day. */
export interface ReviewedAcceptance {
  /** As written: CIDR, first-last, or one address. */
  target: string;
  /** Its ends, both included, as canonical addresses. */
  first: string;
  last: string;
  /** Any port if absent. */
  port?: number;
  /** The worst that is accepted; anything if absent. */
  verdict?: Verdict;
  reason: string;
  owner: string;
  /** `YYYY-MM-DD`, both included: the days on which it holds. */
  from: string;
  until: string;
  /** Covers exposures that opened on `from` or later, too. */
  recurring: boolean;
  file: string;
  line: number;
}

/** As history keeps it. */
export const isReviewedAcceptance = shapeOf<ReviewedAcceptance>({
  target: isText,
  first: isAddressText,
  last: isAddressText,
  port: optional(isPort),
  verdict: optional(oneOf(VERDICTS)),
  reason: isText,
  owner: isText,
  from: isMoment,
  until: isMoment,
  recurring: isFlag,
  file: isText,
  line: isCount,
});

/** What is asked of an exposure. `opened` is a moment. */
export interface ReviewedExposure {
  address: string;
  port: number;
  verdict: Verdict;
  severity: Severity;
  opened: string;
}

export const isReviewedExposure = shapeOf<ReviewedExposure>({
  address: isAddressText,
  port: isPort,
  verdict: oneOf(VERDICTS),
  severity: oneOf(SEVERITIES),
  opened: isMoment,
});

/**
 * The acceptance that covers an exposure on a day (`YYYY-MM-DD`). Of several, the one of the fewest addresses; then one
 * that names the port, then one that names the verdict, then the one that ends last.
 */
export function coveringReview(
  reviews: readonly ReviewedAcceptance[],
  exposure: ReviewedExposure,
  day: string,
): ReviewedAcceptance | undefined {
  const covering = reviews.filter(
    (review) => reviewState(review, day) === 'in-force' && gapOf(review, exposure) === undefined,
  );
  return covering.sort(compareReviews)[0];
}

export const REVIEW_STATES = ['not-begun', 'in-force', 'expired'] as const;
export type ReviewState = (typeof REVIEW_STATES)[number];

export function reviewState({ from, until }: ReviewedAcceptance, day: string): ReviewState {
  if (day < from) return 'not-begun';
  return day > until ? 'expired' : 'in-force';
}

/**
 * Why an acceptance covers nothing: nothing is exposed at its target (any longer, or for want of a correct address); all
 * that is exposed there opened on its first day or later, and it is not `recurring`; or it is another verdict, as bad or worse.
 */
export const REVIEW_GAPS = ['nothing-there', 'opened-later', 'other-verdict'] as const;
export type ReviewGap = (typeof REVIEW_GAPS)[number];

/**
 * The acceptances in force that cover none of the exposures, to be told to people.
 * @param exposures all that live where these acceptances apply
 */
export function unmatchedReviews(
  reviews: readonly ReviewedAcceptance[],
  exposures: readonly ReviewedExposure[],
  day: string,
): { review: ReviewedAcceptance; gap: ReviewGap }[] {
  return reviews.flatMap((review) => {
    if (reviewState(review, day) !== 'in-force') return [];
    const gaps = new Set(exposures.map((exposure) => gapOf(review, exposure)));
    if (gaps.has(undefined)) return [];
    // The nearest miss says most.
    const gap = REVIEW_GAPS.findLast((one) => gaps.has(one)) ?? 'nothing-there';
    return [{ review, gap }];
  });
}

/** Those that name an address of the scope: files of several scopes may lie in one folder, with one file of acceptances. */
export function reviewsWithin(
  reviews: readonly ReviewedAcceptance[],
  { spans }: Pick<Scope, 'spans'>,
): ReviewedAcceptance[] {
  const set = spans.flatMap((span): Interval[] => {
    const interval = intervalOf(span);
    return interval === undefined ? [] : [interval];
  });
  return reviews.filter((review) => {
    const interval = intervalOf(review);
    return interval !== undefined && intersect(interval, set).length > 0;
  });
}

/** @returns undefined where the acceptance covers the exposure, as long as it is in force */
function gapOf(review: ReviewedAcceptance, exposure: ReviewedExposure): ReviewGap | undefined {
  const { first, last, port, verdict, from, recurring } = review;
  if (port !== undefined && port !== exposure.port) return 'nothing-there';
  if (compareAddressTexts(first, exposure.address) > 0 || compareAddressTexts(exposure.address, last) > 0)
    return 'nothing-there';
  const opened = dayIn(exposure.opened);
  if (!recurring && (opened === undefined || opened >= from)) return 'opened-later';
  const isCovered =
    verdict === undefined ||
    verdict === exposure.verdict ||
    compareSeverity(exposure.severity, meaningOf(verdict).severity) > 0;
  return isCovered ? undefined : 'other-verdict';
}

function compareReviews(a: ReviewedAcceptance, b: ReviewedAcceptance): number {
  return (
    Number(widthOf(a) - widthOf(b)) ||
    Number(b.port !== undefined) - Number(a.port !== undefined) ||
    Number(b.verdict !== undefined) - Number(a.verdict !== undefined) ||
    compareTexts(b.until, a.until) ||
    compareTexts(a.file, b.file) ||
    a.line - b.line
  );
}

function widthOf(review: ReviewedAcceptance): bigint {
  const interval = intervalOf(review);
  return interval === undefined ? 0n : sizeOf(interval);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
