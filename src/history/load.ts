/** Reads the inputs of a comparison from the database: known findings, acceptances, change records, the trend. */

import { resolve } from 'node:path';
import { LIFECYCLES, type Lifecycle } from '../domain/finding.ts';
import { isSeverity, isVerdict } from '../domain/finding-shape.ts';
import type { TrendPoint } from '../domain/history.ts';
import { isTrendPoint } from '../domain/history-shape.ts';
import { isMoment } from '../domain/shape.ts';
import type { Severity } from '../domain/verdicts.ts';
import type { Database } from './database.ts';
import type { ChangeRecord, KnownFinding } from './known-finding.ts';
import type { SqlRow, SqlValue } from './row-text.ts';
import { insertInto } from './rows.ts';
import type { AcceptedFinding } from './standing.ts';
import type { StoredExposure } from './stored-exposure.ts';
import { readRow, STORED_COLUMNS, type StoredRow } from './stored-row.ts';
import type { RowSource } from './stored-sighting.ts';

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
  /** A finished audit of the whole scope, with all its ports. */
  whole: boolean;
}

/** The scope of a run, as history knows it. */
export interface ScopeRow {
  number: number;
  key: string;
}

export interface KnownFindingRow extends KnownFinding {
  number: number;
  spell: StoredExposure | undefined;
  /** The first run of the newest span of equal looks. */
  look: number | null;
}

const STORED = `FROM findings f
  LEFT JOIN runs r ON r.number = f.last_run LEFT JOIN exposures e ON e.number = f.exposure
  LEFT JOIN runs s ON s.number = f.seen_run LEFT JOIN runs t ON t.number = e.seen_run`;

/** Endpoints that fit a condition, with their newest exposure; rows that cannot be used are left out, and said. */
export function loadRows(db: Database, condition: string, ...values: SqlValue[]): StoredRow[] {
  return readRows(db, `${STORED} WHERE ${condition}`, values);
}

/** The older exposures of endpoints that fit a condition, each as its endpoint with that exposure. */
export function loadOlder(db: Database, condition: string, ...values: SqlValue[]): StoredRow[] {
  const older = `FROM exposures e JOIN findings f ON f.number = e.finding
    LEFT JOIN runs r ON r.number = f.last_run LEFT JOIN runs s ON s.number = f.seen_run
    LEFT JOIN runs t ON t.number = e.seen_run WHERE e.number <> f.exposure AND ${condition}`;
  return readRows(db, older, values);
}

function readRows(db: Database, from: string, values: readonly SqlValue[]): StoredRow[] {
  const source = sourceOf(db);
  const rows: StoredRow[] = [];
  for (const row of db.packed(STORED_COLUMNS, from, ...values)) {
    const stored = readRow(row, source);
    if (stored !== undefined) rows.push(stored);
  }
  return rows;
}

const SIGHTINGS = {
  findings: 'SELECT answer AS text FROM answers WHERE finding = ?',
  exposures: 'SELECT sighting AS text FROM exposures WHERE number = ?',
} as const;

function sourceOf(db: Database): RowSource {
  return {
    damage: db.damage,
    sightingOf(table, number) {
      const text = db.get(SIGHTINGS[table], number)?.text;
      return typeof text === 'string' ? text : undefined;
    },
  };
}

/** Answers of a vantage that are no JSON, or those of another endpoint or verdict. */
const DAMAGED_ANSWERS = `SELECT f.number FROM findings f LEFT JOIN answers a ON a.finding = f.number
  WHERE f.vantage = ? AND CASE WHEN json_valid(a.answer) THEN a.answer ->> '$.id' IS NOT f.id
    OR a.answer ->> '$.verdict' IS NOT f.verdict ELSE 1 END`;

/** Every endpoint that history knows from a vantage, before this run. */
export function loadKnownFindings(
  db: Database,
  run: Pick<RunRow, 'id' | 'vantage'>,
  scope: ScopeRow,
): KnownFindingRow[] {
  const named = loadNamings(db, scope);
  const earlier = loadEarlier(db, run.id);
  const damaged = new Set(db.all(DAMAGED_ANSWERS, run.vantage).map(({ number: damage }) => damage));
  return loadRows(db, 'f.vantage = ? ORDER BY f.number', run.vantage).map((row): KnownFindingRow => {
    // Read, it is said to be damaged, and written anew where its endpoint answers.
    if (damaged.has(row.number)) row.last();
    const { number, id, address, port, firstSeen, since, order, answers, lifecycle, declared } = row;
    return {
      ...{ number, id, address, port, firstSeen, since, order, answers, lifecycle, declared },
      // Reading the last answer may show that it is damaged.
      get fingerprint() {
        return row.fingerprint;
      },
      spell: row.exposure,
      isSpellLast: row.exposure !== undefined && !row.exposure.hasSighting && row.exposure.state === 'open',
      look: row.look,
      named: named.get(row.exposure?.number ?? -1) ?? { here: false, elsewhere: false },
      earlier: earlier.get(number),
      last: row.last,
    };
  });
}

/** Whether the scope of a run names each exposure, and whether others do. */
function loadNamings(db: Database, scope: ScopeRow): Map<number, { here: boolean; elsewhere: boolean }> {
  const named = new Map<number, { here: boolean; elsewhere: boolean }>();
  for (const row of db.all('SELECT exposure, scope FROM namings WHERE named = 1')) {
    const of = named.get(Number(row.exposure)) ?? { here: false, elsewhere: false };
    of[row.scope === scope.number ? 'here' : 'elsewhere'] = true;
    named.set(Number(row.exposure), of);
  }
  return named;
}

/** What a run that was resumed has said already, by endpoint. */
function loadEarlier(db: Database, run: string): Map<number, NonNullable<KnownFinding['earlier']>> {
  const rows = db.all(
    'SELECT c.finding, c.lifecycle, c.what FROM changes c JOIN runs r ON r.number = c.run WHERE r.id = ? ORDER BY c.number',
    run,
  );
  return new Map(
    rows.flatMap(({ finding, lifecycle, what }) => {
      const word = LIFECYCLES.find(
        (one): one is Exclude<Lifecycle, 'accepted'> => one === lifecycle && one !== 'accepted',
      );
      return word === undefined ? [] : [[Number(finding), { word, changes: String(what).split('; ') }] as const];
    }),
  );
}

/**
 * The scope of a run; begun where history does not know it. What 0.1 knew of its files is taken over.
 * @param key its name, or the paths that it was given by
 */
export function findScope(db: Database, key: string, files: readonly string[]): ScopeRow {
  const found = db.get('SELECT number FROM scopes WHERE key = ?', key)?.number;
  if (typeof found === 'number') return { number: found, key };
  const number = insertInto(db, 'scopes')({ key, deadlines: '{}', acceptances: '[]', vantages: '[]' });
  const paths = new Set(files.map((file) => resolve(file)));
  for (const { number: old, key: name } of db.all(`SELECT number, key FROM scopes WHERE key LIKE 'file:%'`)) {
    if (!paths.has(resolve(String(name).slice('file:'.length)))) continue;
    db.prepare(
      'INSERT OR REPLACE INTO namings (exposure, scope, named) SELECT exposure, ?, named FROM namings WHERE scope = ?',
    )(number, old ?? null);
    db.prepare('DELETE FROM namings WHERE scope = ?')(old ?? null);
    db.prepare('DELETE FROM scopes WHERE number = ?')(old ?? null);
  }
  return { number, key };
}

/** The newest acceptance of each finding, of one vantage or of all, that did not end. */
export function loadAcceptances(db: Database, vantage?: string): AcceptedFinding[] {
  const condition = `${vantage === undefined ? '1' : 'f.vantage = ?'} AND a.ended IS NULL
    AND a.number = (SELECT max(number) FROM acceptances WHERE finding = a.finding AND ended IS NULL)`;
  return selectAcceptances(db, `${condition} ORDER BY a.until, f.id`, ...(vantage === undefined ? [] : [vantage]));
}

/** Those that held at a moment, oldest first. */
export function loadAcceptancesAt(db: Database, at: string): AcceptedFinding[] {
  return selectAcceptances(db, 'a.at <= ? AND (a.ended IS NULL OR a.ended > ?) ORDER BY a.number', at, at);
}

function selectAcceptances(db: Database, condition: string, ...values: SqlValue[]): AcceptedFinding[] {
  const rows = db.all(
    `SELECT f.id, e.id AS exposure_id, a.number, a.reason, a.owner, a.until, a.by, a.at, a.verdict, a.severity, a.product
     FROM acceptances a JOIN findings f ON f.number = a.finding LEFT JOIN exposures e ON e.number = a.exposure
     WHERE ${condition}`,
    ...values,
  );
  return rows.flatMap((row) => {
    const { id, verdict, severity, until, at } = row;
    const number = Number(row.number);
    if (!isVerdict(verdict) || !isSeverity(severity) || !isMoment(until) || !isMoment(at)) {
      const outcome = 'left out: what it covered is open work';
      db.damage.add('acceptances', number, 'no verdict, severity or date', outcome);
      return [];
    }
    const texts = { reason: String(row.reason), owner: String(row.owner), by: String(row.by) };
    const exposure = typeof row.exposure_id === 'string' ? row.exposure_id : null;
    const product = String(row.product ?? '');
    return [{ findingId: String(id), ...texts, until, at, number, exposure, verdict, severity, product }];
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

/** The last whole runs of a scope from a vantage, oldest first, without the run itself. */
export function loadTrend(db: Database, { id, vantage }: RunRow, scope: ScopeRow, limit: number): TrendPoint[] {
  const rows = db.all(
    `SELECT * FROM runs WHERE vantage = ? AND whole = 1 AND (scope = ? OR scope IS NULL) AND id <> ?
     ORDER BY number DESC LIMIT ?`,
    vantage,
    scope.number,
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
  const { critical, high, medium, low, info, opened, resolved, by_silence: bySilence, mean_days_to_close: mean } = row;
  const point = {
    run: row.id,
    at: row.finished_at,
    severities: { critical, high, medium, low, info },
    opened,
    resolved,
    bySilence,
    meanDaysToClose: mean,
  };
  return isTrendPoint(point) ? point : undefined;
}
