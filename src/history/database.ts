/**
 * SQLite: opening, migrating, transactions and rows.
 *
 * A rollback journal, not a write-ahead log: one file at rest, readable from a read-only folder, and every commit is
 * flushed (`synchronous` is FULL), so that a killed process leaves either the old state or the new one.
 */

import { closeSync, existsSync, openSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import Libsql from 'libsql';
import { SeawallError } from '../domain/errors.ts';
import { createDamageLog, type DamageLog, type Warn } from './damage.ts';
import { type SqlRow, type SqlValue, toRow, unpackRow, withTextAsBytes } from './row-text.ts';
import { MIGRATIONS, TABLES } from './tables.ts';

export interface Database {
  /** Rows in order; every column by its name. */
  all(sql: string, ...values: SqlValue[]): SqlRow[];
  get(sql: string, ...values: SqlValue[]): SqlRow | undefined;
  /**
   * The same as `all` for many rows of many columns, one at a time: each row crosses from SQLite as one text.
   * @param columns name -> expression
   * @param from the rest of the SELECT
   */
  packed(columns: Readonly<Record<string, string>>, from: string, ...values: SqlValue[]): Iterable<SqlRow>;
  /** A prepared statement that changes something: to be called often. @returns the number of the row that was inserted */
  prepare(sql: string): (...values: SqlValue[]) => number;
  /** All of `work` or nothing of it. */
  transaction<T>(work: () => T): T;
  /** Says that a row is damaged, and what was done about it. */
  readonly damage: DamageLog;
  close(): void;
}

/** Milliseconds that a writer waits for another one. */
const BUSY_TIMEOUT_MS = 10_000;

/** For a caller who has nobody to warn of damaged rows. */
const NO_WARNING: Warn = () => undefined;

/**
 * Opens for writing; creates the file (mode 0600), and brings an old one up to date.
 * @throws SeawallError HISTORY_VERSION, HISTORY_UNUSABLE
 */
export function openWriting(path: string, warn: Warn = NO_WARNING): Database {
  return guard(path, () => {
    // Before SQLite makes it readable for everybody; its journal gets the mode of the file.
    closeSync(openSync(path, 'a', 0o600));
    const handle = new Libsql(path, { timeout: BUSY_TIMEOUT_MS });
    try {
      handle.exec('PRAGMA foreign_keys = ON');
      migrate(handle, path);
      checkTables(handle);
      return wrap(handle, path, warn);
    } catch (error) {
      handle.close();
      throw error;
    }
  });
}

/**
 * Opens for reading only.
 * @returns undefined where there is no history yet
 * @throws SeawallError HISTORY_VERSION, HISTORY_UNUSABLE
 */
export function openReading(path: string, warn: Warn = NO_WARNING): Database | undefined {
  if (!existsSync(path)) return undefined;
  return guard(path, () => {
    const handle = openQuietly(path);
    try {
      const version = versionOf(handle);
      if (version === 0) {
        handle.close();
        return undefined;
      }
      checkVersion(version, path);
      if (version < MIGRATIONS.length) {
        // Queries know one schema: an old file is brought up to date first.
        handle.close();
        openWriting(path).close();
        return wrap(openQuietly(path), path, warn);
      }
      checkTables(handle);
      return wrap(handle, path, warn);
    } catch (error) {
      if (handle.open) handle.close();
      throw error;
    }
  });
}

function openQuietly(path: string): Libsql.Database {
  const url = `${pathToFileURL(path).href}?mode=ro`;
  const handle = new Libsql(url, { timeout: BUSY_TIMEOUT_MS });
  try {
    versionOf(handle);
    return handle;
  } catch (error) {
    handle.close();
    if (!(error instanceof Error && 'code' in error && error.code === 'SQLITE_READONLY_ROLLBACK')) throw error;
  }
  // A writer was killed: its half transaction must be taken back before anybody reads.
  const healing = new Libsql(path, { timeout: BUSY_TIMEOUT_MS });
  versionOf(healing);
  healing.exec('PRAGMA query_only = ON');
  return healing;
}

function versionOf(handle: Libsql.Database): number {
  const row = handle.prepare('SELECT user_version AS version FROM pragma_user_version').get();
  return Number(toRow(row).version);
}

function checkVersion(version: number, path: string): void {
  if (version <= MIGRATIONS.length) return;
  throw new SeawallError({
    code: 'HISTORY_VERSION',
    file: path,
    message: `this history has schema ${version}, and this Seawall knows ${MIGRATIONS.length} at most: use the release that wrote it, or a newer one`,
  });
}

/** Each step in a transaction of its own, together with the number that says that it was taken. */
function migrate(handle: Libsql.Database, path: string): void {
  checkVersion(versionOf(handle), path);
  while (versionOf(handle) < MIGRATIONS.length) {
    handle.exec('BEGIN IMMEDIATE');
    try {
      // Asked again: another process may have been quicker.
      const version = versionOf(handle);
      const step = MIGRATIONS[version];
      if (step !== undefined) handle.exec(`${step}; PRAGMA user_version = ${version + 1};`);
      handle.exec('COMMIT');
    } catch (error) {
      if (handle.inTransaction) handle.exec('ROLLBACK');
      throw error;
    }
  }
}

/** Every table with every column that is written: a file that lacks one is refused before the first packet. */
function checkTables(handle: Libsql.Database): void {
  for (const [table, columns] of Object.entries(TABLES))
    handle.prepare(`SELECT ${Object.keys(columns).join(', ')} FROM ${table} LIMIT 0`);
}

function wrap(handle: Libsql.Database, path: string, warn: Warn): Database {
  const damage = createDamageLog(path, warn);
  const columnsOf = (sql: string): string[] =>
    handle
      .prepare(sql)
      .columns()
      .map(({ name }) => name);
  const reading = (sql: string): Libsql.Statement => handle.prepare(withTextAsBytes(sql, columnsOf));
  return {
    damage,
    all: (sql, ...values) =>
      guard(path, () => {
        const rows: SqlRow[] = [];
        // One by one: the bytes of a large history are not held beside its text.
        for (const row of reading(sql).iterate(...values)) rows.push(toRow(row));
        return rows;
      }),
    get: (sql, ...values) =>
      guard(path, () => {
        const row = reading(sql).get(...values);
        return row === undefined ? undefined : toRow(row);
      }),
    *packed(columns, from, ...values) {
      const names = Object.keys(columns);
      const sql = `SELECT CAST(json_array(${Object.values(columns).join(', ')}) AS BLOB) AS packed ${from}`;
      const rows = guard(path, () => handle.prepare(sql).iterate(...values));
      for (const row of iterateGuarded(path, rows)) yield unpackRow(names, row);
    },
    prepare(sql) {
      const statement = guard(path, () => handle.prepare(sql));
      return (...values) => guard(path, () => Number(statement.run(values).lastInsertRowid));
    },
    transaction(work) {
      guard(path, () => handle.exec('BEGIN IMMEDIATE'));
      try {
        const result = work();
        guard(path, () => handle.exec('COMMIT'));
        return result;
      } catch (error) {
        if (handle.inTransaction) handle.exec('ROLLBACK');
        throw error;
      }
    },
    close() {
      damage.close();
      handle.close();
    },
  };
}

function* iterateGuarded(path: string, rows: Iterable<unknown>): Iterable<unknown> {
  const iterator = rows[Symbol.iterator]();
  for (;;) {
    const { done, value } = guard(path, () => iterator.next());
    if (done === true) return;
    yield value;
  }
}

/** Turns the database's troubles into something a person can act on. */
function guard<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof SeawallError || !(error instanceof Error)) throw error;
    const code = 'code' in error ? String(error.code) : '';
    const advice = ADVICE.find(([pattern]) => pattern.test(code))?.[1];
    if (advice === undefined) throw error;
    throw new SeawallError(
      {
        code: 'HISTORY_UNUSABLE',
        file: path,
        message: `the history cannot be used (${code}, ${error.message}): ${advice}`,
      },
      { cause: error },
    );
  }
}

const ADVICE: readonly [RegExp, string][] = [
  [/^SQLITE_(BUSY|LOCKED)/, 'another process is writing to it; wait until it is done'],
  [/^SQLITE_(NOTADB|CORRUPT)/, 'the file is damaged; restore it from a backup, or move it away to begin anew'],
  [
    /^SQLITE_(ERROR|SCHEMA|CONSTRAINT|MISMATCH|RANGE|TOOBIG)/,
    'its tables are not as Seawall made them; restore it from a backup, or move it away to begin anew',
  ],
  [/^SQLITE_(FULL|IOERR)/, 'make room, or repair the disk'],
  [
    /^SQLITE_(CANTOPEN|READONLY|PERM|AUTH)|^(EACCES|EPERM|EROFS|EISDIR|ENOENT|ENOTDIR|ENOSPC)$/,
    'make the file and its folder writable for you',
  ],
];
