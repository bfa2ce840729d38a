/**
 * Writes endpoints and their last answers. Most of what runs learn is that all is as it was: such rows are touched by one
 * statement for all of them, so that a night costs little and the file does not grow.
 */

import type { Finding } from '../domain/finding.ts';
import type { FindingUpdate } from './compare-finding.ts';
import type { Database } from './database.ts';
import type { KnownFindingRow } from './load.ts';
import { insertInto, updateIn } from './rows.ts';
import type { RowOf } from './tables.ts';

export interface EndpointWriter {
  /** @returns the number of its row; undefined for an endpoint that never answered */
  write(update: FindingUpdate, row: KnownFindingRow | undefined, answer: Finding | undefined): number | undefined;
  /** To be called once, after the last update. */
  flush(): void;
}

export interface WrittenRun {
  number: number;
  vantage: string;
  at: string;
}

/** @param known endpoints before the run, by id */
export function createEndpointWriter(
  db: Database,
  run: WrittenRun,
  known: ReadonlyMap<string, KnownFindingRow>,
): EndpointWriter {
  const insert = insertInto(db, 'findings');
  const update = updateIn(db, 'findings');
  const putAnswer = db.prepare('INSERT OR REPLACE INTO answers (finding, answer) VALUES (?, ?)');
  const leftOut = loadLeftOut(db, known);
  const touched: (number | string | null)[][] = [];
  return {
    write(change, row, answer) {
      const { known: before, observation, fingerprint, order, lifecycle, declared, since } = change;
      if (row !== undefined && (answer === undefined || fingerprint === row.fingerprint)) {
        const isGone = observation.seen === 'closed' || observation.seen === 'silent';
        const answers = answer !== undefined || (before.answers && !isGone);
        touched.push([row.number, answer?.lastSeen ?? null, order, lifecycle, since, answers ? 1 : 0, declared]);
        return row.number;
      }
      const number = row?.number ?? leftOut.get(before.id);
      if (answer === undefined) return number;
      if (row !== undefined) keepSighting(db, row, change);
      const written = rowOf(answer, change, run, row);
      if (number !== undefined) update(number, written);
      const finding = number ?? insert(written);
      putAnswer(finding, JSON.stringify(answer));
      return finding;
    },
    flush: () => touch(db, run.number, touched),
  };
}

/** Rows as they were, but for the look: a JSON array for each, its number first. */
function touch(db: Database, run: number, rows: readonly (number | string | null)[][]): void {
  db.prepare(
    `UPDATE findings SET last_seen = coalesce(j.value ->> 1, last_seen), last_order = j.value ->> 2, last_run = ?1,
       seen_run = iif(j.value ->> 1 IS NULL, seen_run, ?1), lifecycle = j.value ->> 3, since = j.value ->> 4,
       answers = j.value ->> 5, declared = j.value ->> 6
     FROM json_each(?2) j WHERE findings.number = j.value ->> 0`,
  )(run, JSON.stringify(rows));
}

/** The last sighting of an exposure moves to its own row before another answer is written where it was. */
function keepSighting(db: Database, { number, spell: before }: KnownFindingRow, update: FindingUpdate): void {
  const { known, spell: after } = update;
  // One that moved has its sighting at its new port.
  if (before === undefined || before.hasSighting || known.spell === undefined) return;
  if (after !== undefined && after.id === before.id && after.state === 'open') return;
  // The first schema kept the last answer alone: of another verdict, it is no sighting of the exposure.
  db.prepare(
    `UPDATE exposures SET sighting = (SELECT answer FROM answers WHERE finding = ?1)
     WHERE number = ?2 AND verdict = (SELECT verdict FROM findings WHERE number = ?1)`,
  )(number, before.number);
}

function rowOf(
  answer: Finding,
  { lifecycle, declared, since, order, fingerprint, known }: FindingUpdate,
  run: WrittenRun,
  row: KnownFindingRow | undefined,
): RowOf<'findings'> {
  const { id, address, port, owner, range, verdict, severity, product, engine, lastSeen } = answer;
  // One literal: with objects spread into it, 10,000 rows take half as long again.
  return {
    id,
    address,
    port,
    vantage: run.vantage,
    owner,
    range,
    lifecycle,
    verdict,
    severity,
    product,
    version: engine?.version ?? '',
    first_seen: known.firstSeen,
    last_seen: lastSeen,
    since,
    declared,
    last_run: run.number,
    exposure: row?.spell?.number ?? null,
    answers: true,
    fingerprint,
    last_order: order,
    look: row?.look ?? null,
    seen_run: run.number,
  };
}

/** Numbers of rows that were not loaded, by id: a damaged row that was left out is written anew where its endpoint answers. */
function loadLeftOut(db: Database, known: ReadonlyMap<string, KnownFindingRow>): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const { id, number } of db.all('SELECT id, number FROM findings'))
    if (typeof id === 'string' && typeof number === 'number' && !known.has(id)) numbers.set(id, number);
  return numbers;
}
