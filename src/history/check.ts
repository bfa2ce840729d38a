/** Checks a history as a whole: its pages, what its rows refer to, and every value of every row. */

import { CLOSINGS, EXPOSURE_STATES, findingId, LIFECYCLES } from '../domain/finding.ts';
import { isFinding, isSeverity, isVerdict } from '../domain/finding-shape.ts';
import {
  type Guard,
  isAddressText,
  isCount,
  isMoment,
  isPort,
  isText,
  listOf,
  oneOf,
  tryJson,
} from '../domain/shape.ts';
import type { Column } from './columns.ts';
import type { Database } from './database.ts';
import { keyOf, rowsOfTable, TABLE_NAMES } from './export.ts';
import type { SqlRow, SqlValue } from './row-text.ts';
import { TABLES, type TableName } from './tables.ts';

/** One thing that is wrong, in one line. */
type Say = (problem: string) => void;

const isJsonOf =
  <T>(guard: Guard<T>): Guard<string> =>
  (value): value is string =>
    isText(value) && guard(tryJson(value));
const isAnything = (value: unknown): value is unknown => value !== undefined;

/** What a column of a name holds, in whatever table. The database itself holds types and lists of words. */
const COLUMNS: Readonly<Record<string, Guard<unknown>>> = {
  address: isAddressText,
  port: isPort,
  verdict: isVerdict,
  severity: isSeverity,
  lifecycle: oneOf(LIFECYCLES),
  state: oneOf(EXPOSURE_STATES),
  how: oneOf(CLOSINGS),
  sighting: isJsonOf(isFinding),
  answer: isJsonOf(isFinding),
  quiet: isJsonOf(isAnything),
  deadlines: isJsonOf(isAnything),
  acceptances: isJsonOf(listOf(isAnything)),
  vantages: isJsonOf(listOf(isAnything)),
  message: isJsonOf(isAnything),
  ...Object.fromEntries(
    [
      ...['at', 'started_at', 'finished_at', 'first_at', 'last_at', 'first_seen', 'last_seen', 'since'],
      ...['opened', 'closed', 'until', 'ended'],
    ].map((name) => [name, isMoment]),
  ),
};

/** Columns of the names above that hold something else. */
const OTHERWISE: Partial<Record<TableName, Readonly<Record<string, Guard<unknown>>>>> = {
  runs: { opened: isCount },
  told: { state: isJsonOf(isAnything) },
};

/**
 * Says everything that is wrong.
 * @returns the rows that were read
 * @throws SeawallError HISTORY_UNUSABLE where not even that can be found out
 */
export function checkHistory(db: Database, say: Say): number {
  for (const { integrity_check: what } of db.all('PRAGMA integrity_check')) if (what !== 'ok') say(String(what));
  for (const { table, rowid, parent } of db.all('PRAGMA foreign_key_check'))
    say(`table ${table}, row ${rowid ?? '(without a number)'}: belongs to a row of ${parent} that is not there`);
  let rows = 0;
  for (const table of TABLE_NAMES) {
    for (const row of rowsOfTable(db, table)) {
      rows += 1;
      const where = `table ${table}, row ${keyOf(table)
        .map((key) => row[key])
        .join(' ')}`;
      for (const what of faultsOf(table, row)) say(`${where}: ${what}`);
    }
  }
  return rows;
}

function faultsOf(table: TableName, row: SqlRow): string[] {
  const columns: [string, Column<unknown>][] = Object.entries(TABLES[table]);
  const faults = columns.flatMap(([name, { nullable }]) => {
    const guard = OTHERWISE[table]?.[name] ?? COLUMNS[name];
    const value = row[name] ?? null;
    if (value === null) return nullable ? [] : [`${name} is missing`];
    if (guard === undefined || guard(value)) return [];
    return [`${name} is none: ${shown(value)}`];
  });
  const { id, address, port, vantage } = row;
  if (table !== 'findings' || faults.length > 0) return faults;
  const own = findingId(String(address), Number(port), String(vantage));
  return id === own ? [] : [`its id is not that of ${address} ${port} from ${vantage}: ${own}`];
}

function shown(value: SqlValue): string {
  return JSON.stringify(value).slice(0, 60);
}
