/** A history that is built beside the old one, and takes its place when it is whole. */

import { existsSync, linkSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { backUp, syncAt } from './backup.ts';
import { type Database, openWriting } from './database.ts';
import { historyPath } from './history-file.ts';

const BUILD = '.seawall.db.build';
const WHOLE = '.seawall.db.new';
/** Beside a database: its log, the log's index, and a rollback journal. */
const BESIDE = ['', '-wal', '-shm', '-journal'];

/**
 * To be called by who holds the lock of the folder: nobody may write to the old history meanwhile.
 * @param keepAs the old history gets this name; without one there must be none
 * @throws SeawallError as `build` does, or where the disk does not take it: then the old history is as it was
 */
export async function replaceHistory<T>(
  out: string,
  keepAs: string | undefined,
  build: (db: Database) => T | Promise<T>,
): Promise<T> {
  const [building, whole, path] = [join(out, BUILD), join(out, WHOLE), historyPath(out)];
  const clear = (): void => {
    for (const tail of BESIDE) for (const name of [building, whole]) rmSync(`${name}${tail}`, { force: true });
  };
  clear();
  try {
    const db = openWriting(building);
    let result: T;
    try {
      result = await build(db);
      backUp(db, whole);
    } finally {
      db.close();
    }
    if (keepAs !== undefined && existsSync(path)) putAside(path, keepAs);
    renameSync(whole, path);
    syncAt(out);
    return result;
  } finally {
    clear();
  }
}

/** With its log, which belongs to it alone: the new file must not meet it. The old file keeps its place until the new one takes it. */
function putAside(path: string, keepAs: string): void {
  try {
    // What the log holds goes into the file, and the log is empty.
    const old = openWriting(path);
    old.get('PRAGMA wal_checkpoint(TRUNCATE)');
    old.close();
  } catch {
    // Damaged: it is kept as it is.
  }
  for (const tail of ['-wal', '-journal']) {
    const bytes = statSync(`${path}${tail}`, { throwIfNoEntry: false })?.size ?? 0;
    if (bytes > 0) renameSync(`${path}${tail}`, `${keepAs}${tail}`);
    rmSync(`${path}${tail}`, { force: true });
  }
  rmSync(`${path}-shm`, { force: true });
  linkSync(path, keepAs);
}
