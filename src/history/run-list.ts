/** The runs that history holds. */

import { FRESHNESS_MS } from '../domain/reach.ts';
import { PARTIAL_REASONS } from '../domain/run.ts';
import type { RecordedRun } from '../domain/run-list.ts';
import { isCount, isMoment, isText, oneOf } from '../domain/shape.ts';
import type { Database } from './database.ts';
import type { SqlRow } from './row-text.ts';

const isPurpose = oneOf(['audit', 'verify']);
const isOutcome = oneOf(['finished', 'partial']);
const isReason = oneOf(PARTIAL_REASONS);

/** Every run, in the order in which history numbered them; one whose row is damaged is left out, and said. */
export function loadRuns(db: Database): RecordedRun[] {
  return db.all('SELECT * FROM runs ORDER BY number').flatMap((row) => {
    const run = runOf(row);
    if (run !== undefined) return [run];
    db.damage.add(
      'runs',
      Number(row.number),
      'no id, date or outcome, or counts that are none',
      'left out of the list',
    );
    return [];
  });
}

/** Whether no run came from a vantage for a week: what it saw says nothing of today. */
export function isVantageLeft(db: Database, vantage: string, now: string): boolean {
  const last = db.get('SELECT max(finished_at) AS last FROM runs WHERE vantage = ?', vantage)?.last;
  return isMoment(last) && Date.parse(now) - Date.parse(last) > FRESHNESS_MS;
}

function runOf(row: SqlRow): RecordedRun | undefined {
  const { id, purpose, vantage, shard, started_at: startedAt, finished_at: finishedAt, outcome, reasons } = row;
  const { endpoints, tested, critical, high, opened, resolved } = row;
  if (!isText(id) || !isPurpose(purpose) || !isText(vantage) || !isText(shard) || !isOutcome(outcome)) return undefined;
  if (!isMoment(startedAt) || !isMoment(finishedAt)) return undefined;
  if (!isCount(endpoints) || !isCount(tested) || !isCount(critical) || !isCount(high)) return undefined;
  if (!isCount(opened) || !isCount(resolved)) return undefined;
  return {
    ...{ id, purpose, vantage, shard, startedAt, finishedAt, outcome, critical, high, opened, resolved },
    // Schema 1 has none: they stand in the run's folder.
    reasons: typeof reasons === 'string' ? reasons.split(/[ ,]+/).filter(isReason) : [],
    percent: endpoints === 0 ? 100 : Math.floor((tested / endpoints) * 10_000) / 100,
  };
}
