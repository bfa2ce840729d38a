/** What opened, came back or got worse since the last finished audit of a scope from a vantage, whatever run found it first. */

import { isSeverity } from '../domain/finding-shape.ts';
import { compareSeverity } from '../domain/verdicts.ts';
import type { Database } from './database.ts';
import type { SqlRow } from './row-text.ts';

const OPENS: ReadonlySet<unknown> = new Set(['new', 'reopened']);

/**
 * To be asked when a run is written.
 * @param run the one that is being written: it is not its own predecessor
 * @param scope its number
 * @returns ids of findings
 */
export function freshSince(db: Database, run: { id: string; vantage: string }, scope: number): Set<string> {
  const boundary = lastChange(db, run, scope);
  const changes = db.all(
    `SELECT f.id, c.finding, c.lifecycle, c.severity FROM changes c JOIN findings f ON f.number = c.finding
     WHERE c.number > ? AND f.vantage = ?`,
    boundary,
    run.vantage,
  );
  return new Set(
    changes.flatMap((change) =>
      OPENS.has(change.lifecycle) || isWorse(db, change, boundary) ? [String(change.id)] : [],
    ),
  );
}

/** The last change that history had when that audit was written; 0 for none. A run that was resumed writes again, later. */
function lastChange(db: Database, { id, vantage }: { id: string; vantage: string }, scope: number): number {
  const row = db.get(
    `WITH last AS (
       SELECT r.number, r.finished_at FROM runs r
       WHERE r.vantage = ? AND r.purpose = 'audit' AND r.outcome = 'finished' AND (r.scope = ? OR r.scope IS NULL)
         AND r.id <> ?
       ORDER BY (SELECT max(s.number) FROM starts s WHERE s.run = r.id) DESC, r.number DESC LIMIT 1)
     SELECT max(c.number) AS number FROM changes c, last
     WHERE c.run = last.number OR (c.run < last.number AND c.at <= last.finished_at)`,
    vantage,
    scope,
    id,
  );
  return Number(row?.number ?? 0);
}

/** Than before the boundary; where an exposure had closed, whatever is there now is. */
function isWorse(db: Database, { finding, severity }: SqlRow, boundary: number): boolean {
  const before = db.get(
    'SELECT state, severity FROM changes WHERE finding = ? AND number <= ? ORDER BY number DESC LIMIT 1',
    finding ?? null,
    boundary,
  );
  if (before === undefined) return false;
  if (before.state === 'closed') return true;
  return isSeverity(severity) && isSeverity(before.severity) && compareSeverity(severity, before.severity) < 0;
}
