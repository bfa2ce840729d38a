/** The whole history as JSON lines: for people to compare, and to be read again by `import.ts`. */

import type { Database } from './database.ts';
import type { SqlRow } from './row-text.ts';
import { MIGRATIONS, type NumberedTable, TABLES, type TableName } from './tables.ts';

export const EXPORT_FORMAT = 'seawall.history/1';

/** The first line of an export. */
export interface ExportHeader {
  format: typeof EXPORT_FORMAT;
  schema: number;
  rows: Record<string, number>;
}

/** Rows that are read at a time: sightings are large. */
const PAGE = 500;

/** Keys of the tables whose rows have no number. */
const KEYS: Readonly<Record<Exclude<TableName, NumberedTable>, readonly string[]>> = {
  answers: ['finding'],
  looks: ['finding', 'first_run'],
  namings: ['exposure', 'scope'],
};

export const TABLE_NAMES = Object.keys(TABLES).filter((name): name is TableName => Object.hasOwn(TABLES, name));

/** The columns by which the rows of a table are told apart. */
export function keyOf(table: TableName): readonly string[] {
  return Object.entries(KEYS).find(([name]) => name === table)?.[1] ?? ['number'];
}

/** Every column, the row's number first. */
export function columnsOf(table: TableName): readonly string[] {
  const written = Object.keys(TABLES[table]);
  return Object.hasOwn(KEYS, table) ? written : ['number', ...written];
}

/** The rows of a table in the order of their keys; of a database that others write to, inside a transaction. */
export function* rowsOfTable(db: Database, table: TableName): Generator<SqlRow, void, undefined> {
  const keys = keyOf(table);
  const page = `SELECT ${columnsOf(table).join(', ')} FROM ${table}`;
  const next = `WHERE (${keys.join(', ')}) > (${keys.map(() => '?').join(', ')})`;
  const order = `ORDER BY ${keys.join(', ')} LIMIT ${PAGE}`;
  let rows = db.all(`${page} ${order}`);
  while (rows.length > 0) {
    yield* rows;
    const last = rows.at(-1);
    rows = rows.length < PAGE ? [] : db.all(`${page} ${next} ${order}`, ...keys.map((key) => last?.[key] ?? null));
  }
}

/** Lines, each with its line feed: a header, then every row of every table, all as they are at one moment. */
export function* exportHistory(db: Database): Generator<string, void, undefined> {
  db.prepare('BEGIN')();
  try {
    const counts = TABLE_NAMES.map(
      (table) => [table, Number(db.get(`SELECT count(*) AS n FROM ${table}`)?.n)] as const,
    );
    const header: ExportHeader = { format: EXPORT_FORMAT, schema: MIGRATIONS.length, rows: Object.fromEntries(counts) };
    yield `${JSON.stringify(header)}\n`;
    for (const table of TABLE_NAMES)
      for (const row of rowsOfTable(db, table)) yield `${JSON.stringify({ table, row })}\n`;
  } finally {
    db.prepare('COMMIT')();
  }
}
