/** What is kept of findings between runs, and how a run is written: all of it, or nothing. */

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

/** Points of a trend, this run's included. */
const TREND = 30;

export interface RecordInputs extends Pick<CompareInputs, 'view' | 'known' | 'deadlines'> {
  run: RunRow;
  /** The scope file that authorises a range's text. */
  fileOf(range: string): string;
  /** Called inside the transaction, before anything is final: what it writes outlives a crash that the transaction does not. */
  keep(comparison: Comparison): void;
}

/**
 * Compares a run with what is known and writes what it said, in one transaction. A run that was recorded before, and was
 * taken up again, replaces what it said then.
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
      trend: loadTrend(db, run, TREND - 1),
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
  const known = db.get('SELECT number FROM runs WHERE id = ?', run.id)?.number;
  const { critical, high, medium, low, info } = run.severities;
  const columns = {
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
    ...{ critical, high, medium, low, info },
    opened: point.opened,
    resolved: point.resolved,
    mean_days_to_close: point.meanDaysToClose,
  };
  const names = Object.keys(columns);
  const values = Object.values(columns);
  if (typeof known !== 'number') {
    return db.prepare(`INSERT INTO runs (${names}) VALUES (${names.map(() => '?')})`)(...values);
  }
  db.prepare('DELETE FROM sightings WHERE run = ?')(known);
  db.prepare('DELETE FROM changes WHERE run = ?')(known);
  db.prepare(`UPDATE runs SET ${names.map((name) => `${name} = ?`)} WHERE number = ?`)(...values, known);
  return known;
}

function createFindingWriter(
  db: Database,
  run: number,
  knownFindings: ReadonlyMap<string, KnownFindingRow>,
  { fileOf, run: { vantage, finishedAt } }: RecordInputs,
): (update: FindingUpdate) => void {
  const columns =
    'id, address, port, vantage, owner, range, file, state, in_scope, lifecycle, verdict, severity, product, version, exposed, ever_exposed, silent_runs, first_seen, last_seen, open_since, resolved_at, declared, last_run, sighting, before'.split(
      ', ',
    );
  const insert = db.prepare(`INSERT INTO findings (${columns}) VALUES (${columns.map(() => '?')})`);
  // Where a run has no word for it, the last one stands.
  const set = columns.map((name) => (name === 'lifecycle' ? 'lifecycle = coalesce(?, lifecycle)' : `${name} = ?`));
  const update = db.prepare(`UPDATE findings SET ${set} WHERE number = ?`);
  const sight = db.prepare('INSERT INTO sightings VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const note = db.prepare('INSERT INTO changes (finding, run, at, lifecycle, what) VALUES (?, ?, ?, ?, ?)');
  return ({ id, past, lifecycle, declared, observation, event }) => {
    const known = knownFindings.get(id);
    const { last } = past;
    const finding = observation.seen === 'answered' ? observation.finding : last;
    const file = observation.seen === 'answered' ? fileOf(finding.range) : (known?.file ?? '');
    const sighting = observation.seen === 'answered' || known === undefined ? JSON.stringify(last) : known.current;
    const values = [
      ...[id, finding.address, finding.port, vantage, finding.owner, finding.range, file],
      ...[past.state, past.inScope ? 1 : 0, lifecycle, last.verdict, last.severity, last.product],
      ...[last.engine?.version ?? '', past.exposed ? 1 : 0, past.everExposed ? 1 : 0, past.silentRuns],
      ...[past.firstSeen, last.lastSeen, past.openSince, past.resolvedAt, declared, run, sighting],
      known?.before ?? null,
    ];
    const number = known === undefined ? insert(...values) : known.number;
    if (known !== undefined) update(...values, number);
    if (event !== undefined) note(number, run, finishedAt, event.lifecycle, event.what);
    const { seen } = observation;
    if (seen === 'answered') {
      const { verdict, severity, engine, lastSeen } = observation.finding;
      sight(number, run, lastSeen, seen, lifecycle, verdict, severity, engine?.version ?? null);
    } else if (seen === 'closed' || seen === 'silent') {
      sight(number, run, finishedAt, seen, lifecycle, null, null, null);
    }
  };
}
