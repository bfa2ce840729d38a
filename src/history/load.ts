/** Reads the inputs of a comparison from the database: known findings, acceptances, change records, the trend. */

import type { Lifecycle } from '../domain/finding.ts';
import { isSeverity, isVerdict } from '../domain/finding-shape.ts';
import type { TrendPoint } from '../domain/history.ts';
import { isTrendPoint } from '../domain/history-shape.ts';
import { isMoment } from '../domain/shape.ts';
import type { Severity } from '../domain/verdicts.ts';
import type { ChangeRecord, KnownFinding } from './compare-finding.ts';
import type { DamageLog } from './damage.ts';
import type { Database } from './database.ts';
import type { SqlRow, SqlValue } from './row-text.ts';
import type { AcceptedFinding } from './standing.ts';
import { type Before, readBefore, readRow, type StoredRow } from './stored-row.ts';

/** A run as history lists it. */
export interface RunRow {
  id: string;
  purpose: 'audit' | 'verify';
  vantage: string;
  startedAt: string;
  finishedAt: string;
  outcome: 'finished' | 'partial';
  shard: string;
  digest: string;
  endpoints: number;
  tested: number;
  severities: Record<Severity, number>;
}

export interface KnownFindingRow extends KnownFinding {
  number: number;
  /** The row before the run that last wrote it, as JSON; null for a row that this run made. */
  before: string | null;
  /** Its last sighting, as JSON. */
  current: string;
  lifecycle: Lifecycle | null;
}

const FINDINGS = 'SELECT f.*, r.id AS run FROM findings f LEFT JOIN runs r ON r.number = f.last_run';

/** Rows that fit a condition; those that cannot be used are left out, and said. */
export function loadRows(db: Database, condition: string, ...values: SqlValue[]): StoredRow[] {
  return db.all(`${FINDINGS} WHERE ${condition}`, ...values).flatMap((row) => readRow(row, db.damage) ?? []);
}

export function loadKnownFindings(db: Database, { id, vantage }: RunRow): KnownFindingRow[] {
  const rows = db.all(`${FINDINGS} WHERE f.vantage = ? ORDER BY f.number`, vantage);
  return rows.flatMap((row): KnownFindingRow[] => {
    const stored = readRow(row, db.damage);
    if (stored === undefined) return [];
    const { number, address, port, file, past, declared, run, sighting, lifecycle } = stored;
    const current: Before = { past, declared };
    // Results of this same run from before its resumption are not compared with.
    const again = run === id;
    const known = again ? beforeOf(row, stored, db.damage) : current;
    return [
      {
        ...{ number, id: stored.id, address, port, file, lifecycle },
        past: known?.past,
        declared: known?.declared ?? null,
        before: known === null ? null : JSON.stringify(known),
        current: sighting,
      },
    ];
  });
}

/** Where the row before this run is lost, the run is compared with what it said itself. */
function beforeOf(row: SqlRow, { number, past, declared }: StoredRow, damage: DamageLog): Before | null {
  const before = readBefore(row);
  if (before !== undefined) return before;
  damage.add('findings', number, 'what it was before its last run cannot be read', 'taken as it is now');
  return { past, declared };
}

/** The newest acceptance of each finding of a vantage. */
export function loadAcceptances(db: Database, vantage: string): AcceptedFinding[] {
  const rows = db.all(
    `SELECT f.id, a.* FROM acceptances a JOIN findings f ON f.number = a.finding
     WHERE f.vantage = ? AND a.number = (SELECT max(number) FROM acceptances WHERE finding = a.finding) ORDER BY a.until, f.id`,
    vantage,
  );
  return rows.flatMap((row) => {
    const { id, verdict, severity, until, at, number } = row;
    if (!isVerdict(verdict) || !isSeverity(severity) || !isMoment(until) || !isMoment(at)) {
      db.damage.add(
        'acceptances',
        Number(number),
        'no verdict, severity or date',
        'left out: what it covered is open work',
      );
      return [];
    }
    const texts = { reason: String(row.reason), owner: String(row.owner), by: String(row.by) };
    return [{ findingId: String(id), ...texts, until, at, verdict, severity }];
  });
}

export function loadChangeRecords(db: Database, vantage: string): ChangeRecord[] {
  const rows = db.all(
    'SELECT f.id, c.* FROM change_records c JOIN findings f ON f.number = c.finding WHERE f.vantage = ? ORDER BY c.number',
    vantage,
  );
  return rows.flatMap(({ id, reference, by, at, number }) => {
    if (isMoment(at)) return [{ findingId: String(id), reference: String(reference), by: String(by), at }];
    db.damage.add('change_records', Number(number), 'no date', 'left out');
    return [];
  });
}

/** The last audits of a vantage, oldest first, without the run itself. */
export function loadTrend(db: Database, { id, vantage }: RunRow, limit: number): TrendPoint[] {
  const rows = db.all(
    `SELECT * FROM runs WHERE vantage = ? AND purpose = 'audit' AND id <> ? ORDER BY number DESC LIMIT ?`,
    vantage,
    id,
    limit,
  );
  return rows.reverse().flatMap((row) => {
    const point = pointOf(row);
    if (point !== undefined) return [point];
    db.damage.add('runs', Number(row.number), 'no date, or counts that are none', 'left out of the trend');
    return [];
  });
}

function pointOf(row: SqlRow): TrendPoint | undefined {
  const { critical, high, medium, low, info, opened, resolved, mean_days_to_close: mean } = row;
  const point = {
    run: row.id,
    at: row.finished_at,
    severities: { critical, high, medium, low, info },
    opened,
    resolved,
    meanDaysToClose: mean,
  };
  return isTrendPoint(point) ? point : undefined;
}
