/** Reads an exported history into an empty database. What is not as it was exported is refused by its line. */

import { closeSync, openSync, readSync } from 'node:fs';
import { reasonOf, SeawallError } from '../domain/errors.ts';
import { isCount, isObject, isText, recordOf, tryJson } from '../domain/shape.ts';
import type { Database } from './database.ts';
import { columnsOf, EXPORT_FORMAT, TABLE_NAMES } from './export.ts';
import type { SqlValue } from './row-text.ts';
import { MIGRATIONS, type TableName } from './tables.ts';

const BLOCK_BYTES = 1 << 18;
/** A row holds one answer, which is bounded where it was read from the network. */
const MAX_LINE_BYTES = 1 << 26;

/**
 * All of an export or nothing of it, in one transaction.
 * @returns how many rows each table has now
 * @throws SeawallError HISTORY_IMPORT with the line, HISTORY_VERSION
 */
export function importHistory(db: Database, path: string): Record<string, number> {
  return db.transaction(() => {
    // Findings and exposures point at each other.
    db.prepare('PRAGMA defer_foreign_keys = ON')();
    const inserts = new Map<TableName, (...values: SqlValue[]) => number>();
    const found: Record<string, number> = Object.fromEntries(TABLE_NAMES.map((table) => [table, 0]));
    let wanted: Record<string, number> | undefined;
    let line = 0;
    for (const text of linesOf(path)) {
      line += 1;
      const value = tryJson(text);
      if (wanted === undefined) {
        wanted = readHeader(value, path);
        continue;
      }
      const { table, values } = readRow(value, path, line);
      const insert = inserts.get(table) ?? prepareInsert(db, table);
      inserts.set(table, insert);
      insertRow(() => insert(...values), path, line);
      found[table] = (found[table] ?? 0) + 1;
    }
    if (wanted === undefined) throw refused(path, 1, 'the file is empty');
    checkCounts(found, wanted, path, line);
    checkReferences(db, path);
    return found;
  });
}

function readHeader(value: unknown, path: string): Record<string, number> {
  if (!isObject(value) || value.format !== EXPORT_FORMAT || !recordOf(isCount)(value.rows))
    throw refused(path, 1, `no header of the format '${EXPORT_FORMAT}'`);
  if (value.schema === MIGRATIONS.length) return value.rows;
  const message = `this export has schema ${JSON.stringify(value.schema)?.slice(0, 20)}, and this Seawall reads ${MIGRATIONS.length}: use the release that wrote it, or one that brings such a database up to date`;
  throw new SeawallError({ code: 'HISTORY_VERSION', file: path, line: 1, message });
}

function readRow(value: unknown, path: string, line: number): { table: TableName; values: SqlValue[] } {
  if (!isObject(value) || !isObject(value.row)) throw refused(path, line, 'no row');
  const { table: name, row } = value;
  const table = TABLE_NAMES.find((known) => known === name);
  if (table === undefined) throw refused(path, line, `unknown table ${JSON.stringify(name)?.slice(0, 40)}`);
  const columns = columnsOf(table);
  const strange = Object.keys(row).find((column) => !columns.includes(column));
  if (strange !== undefined) throw refused(path, line, `table ${table} has no column '${strange.slice(0, 40)}'`);
  const values = columns.map((column) => {
    const field = Object.hasOwn(row, column) ? row[column] : undefined;
    if (field === null || isText(field) || typeof field === 'number') return field;
    throw refused(path, line, `table ${table}: ${column} is ${field === undefined ? 'missing' : 'no text or number'}`);
  });
  return { table, values };
}

function prepareInsert(db: Database, table: TableName): (...values: SqlValue[]) => number {
  const columns = columnsOf(table);
  return db.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`);
}

/** The types and conditions of the tables are the database's to judge. */
function insertRow(insert: () => void, path: string, line: number): void {
  try {
    insert();
  } catch (error) {
    const cause = error instanceof SeawallError ? error.cause : error;
    throw refused(path, line, reasonOf(cause));
  }
}

function checkCounts(found: Record<string, number>, wanted: Record<string, number>, path: string, line: number): void {
  for (const [table, rows] of Object.entries(found)) {
    const said = wanted[table] ?? 0;
    if (rows !== said)
      throw refused(path, line, `the header says ${said} rows of table ${table}, and the file has ${rows}`);
  }
}

function checkReferences(db: Database, path: string): void {
  const [first] = db.all('PRAGMA foreign_key_check');
  if (first === undefined) return;
  const where = `table ${first.table}, row ${first.rowid ?? '(without a number)'}`;
  throw refused(path, 1, `${where} belongs to a row of ${first.parent} that is not in the file`);
}

function refused(path: string, line: number, what: string): SeawallError {
  const message = `${what}: not as 'seawall history export' wrote it; export it again, or restore a backup`;
  return new SeawallError({ code: 'HISTORY_IMPORT', file: path, line, message });
}

function* linesOf(path: string): Generator<string, void, undefined> {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    const message = `cannot be read: ${reasonOf(error)}`;
    throw new SeawallError({ code: 'HISTORY_IMPORT', file: path, message }, { cause: error });
  }
  try {
    let rest = Buffer.alloc(0);
    let number = 1;
    const block = Buffer.alloc(BLOCK_BYTES);
    for (let bytes = readSync(file, block); bytes > 0; bytes = readSync(file, block)) {
      rest = Buffer.concat([rest, block.subarray(0, bytes)]);
      let start = 0;
      for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10, start)) {
        yield rest.subarray(start, end).toString('utf8');
        start = end + 1;
        number += 1;
      }
      rest = rest.subarray(start);
      if (rest.length > MAX_LINE_BYTES) throw refused(path, number, `a line of more than ${MAX_LINE_BYTES} bytes`);
    }
    if (rest.length > 0) yield rest.toString('utf8');
  } finally {
    closeSync(file);
  }
}
