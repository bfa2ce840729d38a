/** Writes a run into the database, in one transaction. */

import { type Comparison, compare } from './compare.ts';
import type { CompareInputs, FindingUpdate } from './compare-finding.ts';
import type { Database } from './database.ts';
import {
  type KnownFindingRow,
  loadAcceptances,
  loadChangeRecords,
  loadKnownFindings,
  loadTrend,
  type RunRow,
} from './load.ts';
import { insertInto, updateIn } from './rows.ts';
import type { RowOf } from './tables.ts';

/** Points of a trend, this run's included. */
const TREND_RUNS = 30;

export interface RecordInputs extends Pick<CompareInputs, 'view' | 'known' | 'deadlines'> {
  run: RunRow;
  /** The scope file that authorises a range's text. */
  fileOf(range: string): string;
  /** Called inside the transaction, before anything is final: what it writes outlives a crash that the transaction does not. */
  keep(comparison: Comparison): void;
}

/**
 * Compares a run with history and writes its findings, in one transaction. A run that was recorded before, and was
 * resumed, replaces its earlier record.
 */
export function recordRun(db: Database, inputs: RecordInputs): Comparison {
  return db.transaction(() => {
    const { run } = inputs;
    const knownFindings = loadKnownFindings(db, run);
    const comparison = compare({
      ...inputs,
      run: {
        id: run.id,
        at: run.finishedAt,
        complete: run.outcome === 'finished' && run.purpose === 'audit',
        audit: run.purpose === 'audit',
        severities: run.severities,
      },
      knownFindings,
      acceptances: loadAcceptances(db, run.vantage),
      changeRecords: loadChangeRecords(db, run.vantage),
      trend: loadTrend(db, run, TREND_RUNS - 1),
    });
    inputs.keep(comparison);
    const number = writeRun(db, run, comparison);
    const write = createFindingWriter(
      db,
      number,
      new Map(knownFindings.map((finding) => [finding.id, finding])),
      inputs,
    );
    for (const update of comparison.updates) write(update);
    return comparison;
  });
}

/** @returns the run's number */
function writeRun(db: Database, run: RunRow, { point }: Comparison): number {
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
  };
  const known = db.get('SELECT number FROM runs WHERE id = ?', run.id)?.number;
  const number = typeof known === 'number' ? known : insertInto(db, 'runs')(row);
  // Also those of a run that somebody deleted: its number is given out again.
  db.prepare('DELETE FROM sightings WHERE run = ?')(number);
  db.prepare('DELETE FROM changes WHERE run = ?')(number);
  if (typeof known === 'number') updateIn(db, 'runs')(number, row);
  return number;
}

function createFindingWriter(
  db: Database,
  run: number,
  knownFindings: ReadonlyMap<string, KnownFindingRow>,
  inputs: RecordInputs,
): (update: FindingUpdate) => void {
  const insertFinding = insertInto(db, 'findings');
  const updateFinding = updateIn(db, 'findings');
  const insertSighting = insertInto(db, 'sightings');
  const insertChange = insertInto(db, 'changes');
  const leftOut = loadLeftOut(db, knownFindings);
  const at = inputs.run.finishedAt;
  return (update) => {
    const known = knownFindings.get(update.id);
    const row = findingRow(update, known, run, inputs);
    const number = known?.number ?? leftOut.get(update.id);
    const finding = number ?? insertFinding(row);
    if (number !== undefined) updateFinding(number, row);
    const { event } = update;
    if (event !== undefined) insertChange({ finding, run, at, lifecycle: event.lifecycle, what: event.what });
    const sighting = sightingRow(update, at);
    if (sighting !== undefined) insertSighting({ finding, run, ...sighting });
  };
}

/** Numbers of rows that were not loaded, by id: a damaged row that was left out is written anew where its endpoint answers. */
function loadLeftOut(db: Database, known: ReadonlyMap<string, KnownFindingRow>): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const { id, number } of db.all('SELECT id, number FROM findings'))
    if (typeof id === 'string' && typeof number === 'number' && !known.has(id)) numbers.set(id, number);
  return numbers;
}

function findingRow(
  { id, past, lifecycle, declared, observation }: FindingUpdate,
  known: KnownFindingRow | undefined,
  run: number,
  { fileOf, run: { vantage } }: RecordInputs,
): RowOf<'findings'> {
  const { last } = past;
  const answer = observation.seen === 'answered' ? observation.finding : undefined;
  const { address, port, owner, range } = answer ?? last;
  // One literal: with objects spread into it, 10,000 rows take half as long again.
  return {
    id,
    address,
    port,
    vantage,
    owner,
    range,
    file: answer === undefined ? (known?.file ?? '') : fileOf(range),
    state: past.state,
    in_scope: past.inScope,
    // Without a word in this run, the last one is kept.
    lifecycle: lifecycle ?? known?.lifecycle ?? null,
    verdict: last.verdict,
    severity: last.severity,
    product: last.product,
    version: last.engine?.version ?? '',
    exposed: past.exposed,
    ever_exposed: past.everExposed,
    silent_runs: past.silentRuns,
    first_seen: past.firstSeen,
    last_seen: last.lastSeen,
    open_since: past.openSince,
    resolved_at: past.resolvedAt,
    declared,
    last_run: run,
    sighting: answer === undefined && known !== undefined ? known.current : JSON.stringify(last),
    before: known?.before ?? null,
  };
}

/** @returns undefined for an endpoint that the run did not look at */
function sightingRow(
  { lifecycle, observation }: FindingUpdate,
  finishedAt: string,
): Omit<RowOf<'sightings'>, 'finding' | 'run'> | undefined {
  if (observation.seen === 'answered') {
    const { verdict, severity, engine, lastSeen } = observation.finding;
    return { at: lastSeen, seen: 'answered', lifecycle, verdict, severity, version: engine?.version ?? null };
  }
  if (observation.seen !== 'closed' && observation.seen !== 'silent') return undefined;
  const nothing = { verdict: null, severity: null, version: null };
  return { at: finishedAt, seen: observation.seen, lifecycle, ...nothing };
}
