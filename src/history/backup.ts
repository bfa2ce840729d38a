/** A copy of the history as one file, whole as of one moment, also while a run writes. */

import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { reasonOf, SeawallError } from '../domain/errors.ts';
import type { Database } from './database.ts';

/**
 * Writes a new file, for its owner alone; returns when it is on the disk.
 * @throws SeawallError OUTPUT_UNWRITABLE also where the file is there, HISTORY_UNUSABLE where the history is damaged
 */
export function backUp(db: Database, path: string): void {
  if (existsSync(path)) throw unwritable(path, 'it is there already, and nothing is overwritten');
  const part = `${path}.part`;
  try {
    rmSync(part, { force: true });
    // Before SQLite makes it readable for everybody.
    closeSync(openSync(part, 'wx', 0o600));
  } catch (error) {
    throw unwritable(path, reasonOf(error), error);
  }
  try {
    vacuumInto(db, part);
    syncAt(part);
    renameSync(part, path);
    syncAt(dirname(path));
  } catch (error) {
    rmSync(part, { force: true });
    throw error instanceof SeawallError ? error : unwritable(path, reasonOf(error), error);
  }
}

/** Writes to the new file alone; a connection for reading refuses even that, unless it is told. */
function vacuumInto(db: Database, path: string): void {
  const isReading = db.get('PRAGMA query_only')?.query_only === 1;
  if (isReading) db.prepare('PRAGMA query_only = OFF')();
  try {
    db.prepare('VACUUM INTO ?')(path);
  } finally {
    if (isReading) db.prepare('PRAGMA query_only = ON')();
  }
}

export function syncAt(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function unwritable(path: string, what: string, cause?: unknown): SeawallError {
  const message = `cannot write ${path}: ${what}; give another name`;
  return new SeawallError({ code: 'OUTPUT_UNWRITABLE', message }, { cause });
}
