/** The schema of a database: its version, the steps to the newest one, and whether it has every table and column. */

import { SeawallError } from '../domain/errors.ts';
import { toRow } from './row-text.ts';
import { MIGRATIONS, TABLES } from './tables.ts';

/** What is needed of a connection. */
export interface SqlHandle {
  readonly inTransaction: boolean;
  exec(sql: string): void;
  prepare(sql: string): { get(): unknown };
}

export function versionOf(handle: SqlHandle): number {
  const row = handle.prepare('SELECT user_version AS version FROM pragma_user_version').get();
  return Number(toRow(row).version);
}

export function checkVersion(version: number, path: string): void {
  if (version <= MIGRATIONS.length) return;
  throw new SeawallError({
    code: 'HISTORY_VERSION',
    file: path,
    message: `this history has schema ${version}, and this Seawall knows ${MIGRATIONS.length} at most: use the release that wrote it, or a newer one`,
  });
}

/** Each step in a transaction of its own, together with the number that says that it was taken. */
export function migrate(handle: SqlHandle, path: string): void {
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
export function checkTables(handle: SqlHandle): void {
  for (const [table, columns] of Object.entries(TABLES))
    handle.prepare(`SELECT ${Object.keys(columns).join(', ')} FROM ${table} LIMIT 0`);
}
