/**
 * SQLite: opening, migrating, transactions and rows.
 *
 * A write-ahead log: who reads, however long, keeps nobody from writing. It is flushed at each commit (`synchronous` is
 * FULL), so that a killed process leaves either the old state or the new one, and it goes into the file, and away, when the
 * last process that had it open ends.
 */

import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import Libsql from 'libsql';
import { createDamageLog, type DamageLog, type Warn } from './damage.ts';
import { checkTables, checkVersion, migrate, versionOf } from './migrate.ts';
import { type SqlRow, type SqlValue, toRow, unpackRow, withTextAsBytes } from './row-text.ts';
import { guard, isBusy, isUnwritable } from './sql-errors.ts';
import { MIGRATIONS } from './tables.ts';

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
/** Of these, for the change of the file from a rollback journal: once, and worth no wait. */
const MODE_TIMEOUT_MS = 500;

/** Of `get`, by their text. */
const MAX_KEPT_STATEMENTS = 64;

/** For a caller who has nobody to warn of damaged rows. */
const NO_WARNING: Warn = () => undefined;

/**
 * Opens for writing; creates the file (mode 0600), and brings an old one up to date.
 * @throws SeawallError HISTORY_VERSION, HISTORY_UNUSABLE
 */
export function openWriting(path: string, warn: Warn = NO_WARNING): Database {
  return guard(path, () => {
    // Before SQLite makes it readable for everybody; its log gets the mode of the file.
    closeSync(openSync(path, 'a', 0o600));
    const handle = new Libsql(path, { timeout: BUSY_TIMEOUT_MS });
    try {
      handle.exec('PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL');
      logAhead(handle);
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

/** A reader of a file that has a rollback journal still may hold it: then the next one changes it. */
function logAhead(handle: Libsql.Database): void {
  try {
    handle.exec(`PRAGMA busy_timeout = ${MODE_TIMEOUT_MS}; PRAGMA journal_mode = WAL`);
  } catch (error) {
    if (!isBusy(error)) throw error;
  } finally {
    handle.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
  }
}

/**
 * Changes nothing, but takes part in the log's upkeep where it may. From a folder or medium where nothing can be written,
 * the file is read with the log that lies beside it, or, without one, as it is.
 */
function openQuietly(path: string): Libsql.Database {
  const url = pathToFileURL(path).href;
  try {
    const handle = connect(`${url}?mode=rw`);
    handle.exec('PRAGMA query_only = ON');
    return handle;
  } catch (error) {
    if (!isUnwritable(error) || hasBytes(`${path}-wal`) || hasBytes(`${path}-journal`)) throw error;
    return connect(`${url}?mode=ro&immutable=1`);
  }
}

/** The first query opens the file. */
function connect(name: string): Libsql.Database {
  const handle = new Libsql(name, { timeout: BUSY_TIMEOUT_MS });
  try {
    versionOf(handle);
    return handle;
  } catch (error) {
    handle.close();
    throw error;
  }
}

function hasBytes(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

function wrap(handle: Libsql.Database, path: string, warn: Warn): Database {
  const damage = createDamageLog(path, warn);
  const columnsOf = (sql: string): string[] =>
    handle
      .prepare(sql)
      .columns()
      .map(({ name }) => name);
  const reading = (sql: string): Libsql.Statement => handle.prepare(withTextAsBytes(sql, columnsOf));
  const kept = new Map<string, Libsql.Statement>();
  /** Prepared once: a row each is asked for thousands of times. */
  const readingOne = (sql: string): Libsql.Statement => {
    const statement = kept.get(sql) ?? reading(sql);
    if (kept.size < MAX_KEPT_STATEMENTS) kept.set(sql, statement);
    return statement;
  };
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
        const row = readingOne(sql).get(...values);
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
      kept.clear();
      checkpoint(handle);
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

/** The driver closes a file when its statements are collected, at the end of the process at the latest: until then a copy of it alone is whole. */
function checkpoint(handle: Libsql.Database): void {
  try {
    handle.exec('PRAGMA wal_checkpoint(PASSIVE)');
  } catch {
    // Read only, or held by another process: the last one to close does it.
  }
}
