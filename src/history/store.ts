/** Writes a run into the database, in one transaction. */

import type { Vantage } from '../domain/scope.ts';
import { type CompareInputs, type Comparison, compare } from './compare.ts';
import type { Database } from './database.ts';
import { createFindingWriter } from './finding-writer.ts';
import { freshSince } from './fresh.ts';
import {
  findScope,
  loadAcceptances,
  loadChangeRecords,
  loadKnownFindings,
  loadTrend,
  type RunRow,
  type ScopeRow,
} from './load.ts';
import { loadReach } from './reach.ts';
import { loadRemarks } from './remarks.ts';
import { loadElsewhere, loadReturns } from './reviews.ts';
import { insertInto, updateIn } from './rows.ts';
import type { RowOf } from './tables.ts';
import { tellReach } from './tell-reach.ts';
import { writeUnanswered } from './unanswered.ts';

/** Points of a trend, this run's included. */
const TREND_RUNS = 30;

export interface RecordInputs extends Pick<CompareInputs, 'view' | 'known' | 'deadlines' | 'reviews'> {
  run: RunRow;
  /** When each process of the run ended, in order. */
  endedAt: readonly string[];
  /** The key of the scope, its files, and where its vantages stand. */
  scope: { key: string; files: readonly string[]; vantages: readonly Vantage[] };
  /** Called inside the transaction, before anything is final: what it writes outlives a crash that the transaction does not. */
  keep(comparison: Comparison): void;
}

export interface RecordedRun extends Comparison {
  /** Findings that opened, came back or got worse since the last finished audit of the scope, by id. */
  fresh: ReadonlySet<string>;
}

/** Gives a process of a run its number, before its first packet: the order of all looks. */
export function recordStart(db: Database, run: string, at: string): void {
  insertInto(db, 'starts')({ run, at });
}

/** The newest moment at which a run began; undefined for none. */
export function newestStart(db: Database): string | undefined {
  const at = db.get('SELECT max(at) AS at FROM starts')?.at;
  return typeof at === 'string' ? at : undefined;
}

/**
 * Compares a run with history and writes its findings, in one transaction. A run that was recorded before, and was
 * resumed, adds to its earlier record.
 */
export function recordRun(db: Database, inputs: RecordInputs): RecordedRun {
  return db.transaction(() => {
    const { run, view } = inputs;
    const scope = findScope(db, inputs.scope.key, inputs.scope.files);
    const knownFindings = loadKnownFindings(db, run, scope);
    const processes = processesOf(db, inputs);
    const comparison = compare({
      view,
      known: inputs.known,
      deadlines: inputs.deadlines,
      reviews: inputs.reviews,
      run: {
        id: run.id,
        at: run.finishedAt,
        finished: run.outcome === 'finished' && run.purpose === 'audit',
        whole: run.whole,
        processes,
        severities: run.severities,
      },
      knownFindings,
      acceptances: loadAcceptances(db, run.vantage),
      changeRecords: loadChangeRecords(db, run.vantage),
      remarks: loadRemarks(db, run.vantage),
      ...(inputs.reviews.length > 0 && { elsewhere: loadElsewhere(db, run.vantage), returns: loadReturns(db) }),
      trend: loadTrend(db, run, scope, TREND_RUNS - 1),
    });
    keepSettings(db, scope, inputs);
    const now = Date.parse(run.finishedAt);
    const before = loadReach(db, now);
    const number = writeRun(db, run, scope, comparison);
    const writer = createFindingWriter(db, { number, vantage: run.vantage, at: run.finishedAt }, knownFindings);
    for (const update of comparison.updates) writer.write(update);
    writer.flush();
    writeScopes(db, scope, comparison);
    endAcceptances(db, comparison.ended, run.finishedAt);
    if (inputs.scope.vantages.some(({ name }) => name === run.vantage))
      writeUnanswered(db, run.vantage, view, processes);
    const told = tellReach(comparison, loadReach(db, now), before);
    inputs.keep(told);
    return { ...told, fresh: freshSince(db, run, scope.number) };
  });
}

/** What the files of a scope said in its last run: who asks later need not know where they lie. */
function keepSettings(db: Database, { number }: ScopeRow, { deadlines, reviews, scope }: RecordInputs): void {
  const [days, acceptances, vantages] = [deadlines, reviews, scope.vantages].map((value) => JSON.stringify(value));
  db.prepare('UPDATE scopes SET deadlines = ?, acceptances = ?, vantages = ? WHERE number = ?')(
    ...[days ?? '{}', acceptances ?? '[]', vantages ?? '[]', number],
  );
}

/** A process whose beginning history has not seen is older than all that it has: the last one is as new as this moment. */
function processesOf(db: Database, { run, endedAt }: RecordInputs): { order: number; at: string }[] {
  const orders = db
    .all('SELECT number FROM starts WHERE run = ? ORDER BY number', run.id)
    .map((row) => Number(row.number))
    .slice(-endedAt.length);
  if (orders.length === 0) orders.push(insertInto(db, 'starts')({ run: run.id, at: run.startedAt }));
  const unseen = endedAt.length - orders.length;
  return endedAt.map((at, i) => ({ order: i < unseen ? 0 : (orders[i - unseen] ?? 0), at }));
}

/** @returns the run's number */
function writeRun(db: Database, run: RunRow, scope: ScopeRow, { point }: Comparison): number {
  const row: RowOf<'runs'> = {
    id: run.id,
    purpose: run.purpose,
    vantage: run.vantage,
    started_at: run.startedAt,
    finished_at: run.finishedAt,
    outcome: run.outcome,
    shard: run.shard,
    digest: run.digest,
    endpoints: run.endpoints,
    tested: run.tested,
    ...run.severities,
    opened: point.opened,
    resolved: point.resolved,
    mean_days_to_close: point.meanDaysToClose,
    scope: scope.number,
    by_silence: point.bySilence ?? 0,
    whole: run.whole,
  };
  const known = db.get('SELECT number FROM runs WHERE id = ?', run.id)?.number;
  if (typeof known !== 'number') return insertInto(db, 'runs')(row);
  updateIn(db, 'runs')(known, row);
  return known;
}

function writeScopes(db: Database, { number: scope }: ScopeRow, { scopes }: Comparison): void {
  const name = db.prepare(
    'INSERT OR REPLACE INTO namings (exposure, scope, named) SELECT number, ?, ? FROM exposures WHERE id = ?',
  );
  const place = db.prepare(
    `UPDATE exposures SET in_scope = EXISTS (SELECT 1 FROM namings n WHERE n.exposure = exposures.number AND n.named = 1)
     WHERE id = ?`,
  );
  for (const { exposure, named } of scopes) {
    name(scope, named ? 1 : 0, exposure);
    place(exposure);
  }
}

function endAcceptances(db: Database, numbers: readonly number[], at: string): void {
  const end = db.prepare(`UPDATE acceptances SET ended = ?, ended_why = 'closed' WHERE number = ?`);
  for (const number of numbers) end(at, number);
}
