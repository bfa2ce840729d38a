/** Reads the inputs of a comparison from the database: known findings, acceptances, change records, the trend. */

import { LIFECYCLES, type Lifecycle } from '../domain/finding.ts';
import type { TrendPoint } from '../domain/history.ts';
import type { Severity, Verdict } from '../domain/verdicts.ts';
import type { ChangeRecord, KnownFinding } from './compare-finding.ts';
import type { Database, SqlRow } from './database.ts';
import type { Past } from './lifecycle.ts';
import type { AcceptedFinding } from './standing.ts';

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

/** A row before its last run. */
interface Before {
  past: Past;
  declared: string | null;
}

export function loadKnownFindings(db: Database, { id, vantage }: RunRow): KnownFindingRow[] {
  const rows = db.all(
    `SELECT f.*, r.id AS run FROM findings f JOIN runs r ON r.number = f.last_run WHERE f.vantage = ? ORDER BY f.number`,
    vantage,
  );
  return rows.map((row): KnownFindingRow => {
    const { number, address, port, file } = row;
    const current: Before = { past: pastOf(row), declared: textOrNull(row.declared) };
    // Results of this same run from before its resumption are not compared with.
    const again = row.run === id;
    const before = again ? textOrNull(row.before) : JSON.stringify(current);
    const known: Before | undefined = before === null ? undefined : again ? JSON.parse(before) : current;
    return {
      number: Number(number),
      id: String(row.id),
      address: String(address),
      port: Number(port),
      file: String(file),
      past: known?.past,
      declared: known?.declared ?? null,
      before,
      current: String(row.sighting),
      lifecycle: lifecycleOf(row),
    };
  });
}

/** From columns, which queries and repairs may rely on, and the sighting. */
export function pastOf(row: SqlRow): Past {
  const { state } = row;
  return {
    state: state === 'resolved' || state === 'unverified' ? state : 'open',
    inScope: row.in_scope === 1,
    exposed: row.exposed === 1,
    everExposed: row.ever_exposed === 1,
    silentRuns: Number(row.silent_runs),
    firstSeen: String(row.first_seen),
    openSince: String(row.open_since),
    resolvedAt: textOrNull(row.resolved_at),
    // Written by store.ts from a Finding.
    last: JSON.parse(String(row.sighting)),
  };
}

export function lifecycleOf({ lifecycle }: SqlRow): Lifecycle | null {
  return LIFECYCLES.find((word) => word === lifecycle) ?? null;
}

export function textOrNull(value: SqlRow[string] | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** The newest acceptance of each finding of a vantage. */
export function loadAcceptances(db: Database, vantage: string): AcceptedFinding[] {
  const rows = db.all(
    `SELECT f.id, a.* FROM acceptances a JOIN findings f ON f.number = a.finding
     WHERE f.vantage = ? AND a.number = (SELECT max(number) FROM acceptances WHERE finding = a.finding) ORDER BY a.until, f.id`,
    vantage,
  );
  return rows.map((row) => ({
    findingId: String(row.id),
    reason: String(row.reason),
    owner: String(row.owner),
    until: String(row.until),
    by: String(row.by),
    at: String(row.at),
    // Written from the finding's own words.
    verdict: String(row.verdict) as Verdict,
    severity: String(row.severity) as Severity,
  }));
}

export function loadChangeRecords(db: Database, vantage: string): ChangeRecord[] {
  const rows = db.all(
    'SELECT f.id, c.* FROM change_records c JOIN findings f ON f.number = c.finding WHERE f.vantage = ? ORDER BY c.number',
    vantage,
  );
  return rows.map(({ id, reference, by, at }) => ({
    findingId: String(id),
    reference: String(reference),
    by: String(by),
    at: String(at),
  }));
}

/** The last audits of a vantage, oldest first, without the run itself. */
export function loadTrend(db: Database, { id, vantage }: RunRow, limit: number): TrendPoint[] {
  const rows = db.all(
    `SELECT * FROM runs WHERE vantage = ? AND purpose = 'audit' AND id <> ? ORDER BY number DESC LIMIT ?`,
    vantage,
    id,
    limit,
  );
  return rows.reverse().map((row) => ({
    run: String(row.id),
    at: String(row.finished_at),
    severities: {
      critical: Number(row.critical),
      high: Number(row.high),
      medium: Number(row.medium),
      low: Number(row.low),
      info: Number(row.info),
    },
    opened: Number(row.opened),
    resolved: Number(row.resolved),
    meanDaysToClose: typeof row.mean_days_to_close === 'number' ? row.mean_days_to_close : null,
  }));
}
