/** Reviewed acceptances as the last run of each scope had them: who asks later need not know where the files lie. */

import {
  isReviewedAcceptance,
  isReviewedExposure,
  type ReviewedAcceptance,
  type ReviewedExposure,
} from '../domain/review.ts';
import { isMoment, tryJson } from '../domain/shape.ts';
import type { Database } from './database.ts';
import type { Returns } from './standing.ts';

/** A scope with its reviewed acceptances. */
export interface ScopeReviews {
  scope: string;
  reviews: readonly ReviewedAcceptance[];
}

/** Of scopes that have any. */
export function listReviews(db: Database): ScopeReviews[] {
  return db
    .all('SELECT key, acceptances FROM scopes ORDER BY number')
    .map(({ key, acceptances }) => ({ scope: String(key), reviews: parse(acceptances) }))
    .filter(({ reviews }) => reviews.length > 0);
}

export interface StoredReviews {
  /** Those of the scopes that name an exposure, by its row; none for what is no exposure. */
  of(exposure: number | undefined): readonly ReviewedAcceptance[];
  returns: Returns;
}

export function loadReviews(db: Database): StoredReviews {
  const byScope = new Map(
    db.all('SELECT number, acceptances FROM scopes').flatMap(({ number, acceptances }) => {
      const reviews = parse(acceptances);
      return reviews.length === 0 ? [] : [[Number(number), reviews] as const];
    }),
  );
  if (byScope.size === 0) return { of: () => [], returns: new Map() };
  const byExposure = new Map<number, readonly ReviewedAcceptance[]>();
  for (const { exposure, scope } of db.all('SELECT exposure, scope FROM namings WHERE named = 1')) {
    const own = byScope.get(Number(scope));
    if (own === undefined) continue;
    const before = byExposure.get(Number(exposure));
    byExposure.set(Number(exposure), before === undefined ? own : [...before, ...own]);
  }
  return { of: (exposure) => byExposure.get(exposure ?? -1) ?? [], returns: loadReturns(db) };
}

/**
 * When exposures that came back did so last, by id: they go on with their age, but what was reviewed before covers none of
 * them.
 */
export function loadReturns(db: Database): Returns {
  const rows = db.all(
    `SELECT e.id, max(c.at) AS at FROM changes c JOIN exposures e ON e.number = c.exposure
     WHERE c.lifecycle = 'reopened' GROUP BY e.number`,
  );
  return new Map(rows.flatMap(({ id, at }) => (isMoment(at) ? [[String(id), at] as const] : [])));
}

/** Living exposures that other vantages saw. */
export function loadElsewhere(db: Database, vantage: string): ReviewedExposure[] {
  const rows: unknown[] = db.all(
    `SELECT f.address, f.port, e.verdict, e.severity, e.opened FROM exposures e JOIN findings f ON f.number = e.finding
     WHERE e.state <> 'closed' AND f.vantage <> ?`,
    vantage,
  );
  return rows.filter(isReviewedExposure);
}

/** What is damaged accepts nothing: it stays open work. */
function parse(text: unknown): ReviewedAcceptance[] {
  const value: unknown = typeof text === 'string' ? tryJson(text) : undefined;
  return Array.isArray(value) ? value.filter(isReviewedAcceptance) : [];
}
