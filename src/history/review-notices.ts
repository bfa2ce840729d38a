/** Reviewed acceptances that somebody must look at: those that ended, are about to, or cover nothing. Pure. */

import type { Acceptance, Exposure, Finding } from '../domain/finding.ts';
import type { UnmatchedAcceptance } from '../domain/history.ts';
import {
  coveringReview,
  type ReviewedAcceptance,
  type ReviewedExposure,
  reviewState,
  unmatchedReviews,
} from '../domain/review.ts';
import { dayOf } from '../domain/time.ts';
import { acceptanceOfReview, EXPIRING_DAYS } from './standing.ts';

/** An exposure that lives, and whether anything accepts it today. */
export interface LivingExposure extends ReviewedExposure {
  accepted: boolean;
}

export function livingOf(
  { address, port }: Pick<Finding, 'address' | 'port'>,
  { verdict, severity, opened }: Pick<Exposure, 'verdict' | 'severity' | 'opened'>,
  accepted: boolean,
): LivingExposure {
  return { address, port, verdict, severity, opened, accepted };
}

export interface ReviewNotices {
  expired: Acceptance[];
  unmatched: UnmatchedAcceptance[];
  expiring: Acceptance[];
}

/**
 * @param elsewhere exposures that other vantages saw
 * @param whole only a whole run knows that there is nothing that an entry covers
 */
export function reviewNotices(
  reviews: readonly ReviewedAcceptance[],
  living: readonly LivingExposure[],
  { at, whole, elsewhere }: { at: string; whole: boolean; elsewhere: readonly ReviewedExposure[] },
): ReviewNotices {
  const day = dayOf(at);
  // What an entry covered on its last day, and nothing accepts today.
  const expired = reviews.filter(
    (review) =>
      reviewState(review, day) === 'expired' &&
      living.some((one) => !one.accepted && coveringReview([review], one, review.until) !== undefined),
  );
  const expiring = reviews.filter(
    (review) =>
      review.until <= dayOf(at, EXPIRING_DAYS) &&
      living.some((one) => coveringReview([review], one, day) !== undefined),
  );
  const unmatched = whole ? unmatchedReviews(reviews, [...living, ...elsewhere], day) : [];
  return {
    expired: expired.map((review) => acceptanceOfReview(review, '')),
    expiring: expiring.map((review) => acceptanceOfReview(review, '')),
    unmatched: unmatched.map(({ review, gap }) => ({ ...acceptanceOfReview(review, ''), gap })),
  };
}
