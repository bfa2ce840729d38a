/** All acceptances that are in force: by command, and in reviewed files as the last run of each scope had them. */

import type { AcceptanceList, ListedAcceptance } from '../domain/acceptance-list.ts';
import type { StoredFinding } from '../domain/history.ts';
import { reviewState, unmatchedReviews } from '../domain/review.ts';
import { dayOf } from '../domain/time.ts';
import type { Database } from './database.ts';
import { loadAcceptances } from './load.ts';
import { listFindings } from './query.ts';
import { listReviews, loadReviews } from './reviews.ts';
import { type AcceptedFinding, asReviewed, createAcceptedFinder, plainAcceptance } from './standing.ts';

/** @param now ISO time */
export function listAcceptances(db: Database, now: string): AcceptanceList {
  const open = listFindings(db, { now, deadlines: {}, brief: true, filter: { unresolved: true } });
  const acceptedOf = createAcceptedFinder(loadAcceptances(db));
  const acceptances = open.flatMap((stored) => listedOf(stored, acceptedOf(stored.finding), now));
  const { returns } = loadReviews(db);
  const exposures = open.flatMap(({ state, finding }) => {
    const { exposure } = finding.standing;
    return exposure === undefined || state === 'out-of-scope' ? [] : [{ ...finding, ...asReviewed(exposure, returns) }];
  });
  const day = dayOf(now);
  const reviewed = listReviews(db).flatMap(({ scope, reviews }) => {
    const gaps = new Map(unmatchedReviews(reviews, exposures, day).map(({ review, gap }) => [review, gap]));
    return reviews
      .filter((review) => reviewState(review, day) === 'in-force')
      .map((review) => {
        const by = `${review.file}:${review.line}`;
        const covers = acceptances.filter((one) => one.by === by).length;
        return { ...review, scope, covers, gap: gaps.get(review) ?? null };
      });
  });
  return { acceptances, reviewed };
}

function listedOf({ finding }: StoredFinding, own: AcceptedFinding | undefined, now: string): ListedAcceptance[] {
  const { acceptance, exposure } = finding.standing;
  const isInForce = own !== undefined && own.until >= dayOf(now);
  const said = acceptance ?? (isInForce ? plainAcceptance(own) : undefined);
  if (said === undefined) return [];
  const { address, port, vantage, severity } = finding;
  return [{ ...said, exposure: exposure?.id ?? null, address, port, vantage, severity, covers: acceptance !== null }];
}
