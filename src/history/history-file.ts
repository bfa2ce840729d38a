/** The history beside the runs of an output folder: `<out>/seawall.db`, opened for one piece of work and closed again. */

import { closeSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isNotThere, SeawallError } from '../domain/errors.ts';
import { noRunsFolder, unreadable, type Wanted } from '../domain/file-errors.ts';
import { isRunId } from '../domain/run-id.ts';
import type { Warn } from './damage.ts';
import { type Database, openReading, openWriting } from './database.ts';

/** For those who are handed an open one. */
export type { Database } from './database.ts';

const FILE = 'seawall.db';

export function historyPath(out: string): string {
  return join(out, FILE);
}

/** Reads from the history of a folder that may be new; without a history, gives `nothing`. For readers: `readHistory`. */
export function withHistoryOf<T>(out: string, read: (db: Database) => T, nothing: T, warn?: Warn): T {
  const db = openReading(historyPath(out), warn);
  if (db === undefined) return nothing;
  try {
    return read(db);
  } finally {
    db.close();
  }
}

/**
 * Reads from a history that has to be there: a folder that was mistyped must not look like one without findings.
 * @throws SeawallError RUNS_FOLDER_NOT_FOUND, RUNS_FOLDER_UNREADABLE, HISTORY_MISSING, HISTORY_UNUSABLE, HISTORY_VERSION
 */
export function readHistory<T>(out: string, read: (db: Database) => T, warn?: Warn): T {
  requireHistory(out, 'read a file');
  const found = withHistoryOf<{ value: T } | undefined>(
    out,
    (db) => (isEmpty(db) ? undefined : { value: read(db) }),
    undefined,
    warn,
  );
  if (found === undefined) throw missingHistory(out, 'is empty');
  return found.value;
}

/** The same for work that takes its time: the history stays as it was when the work reads first. @throws as `readHistory` */
export async function readHistoryDuring<T>(out: string, read: (db: Database) => Promise<T>): Promise<T> {
  readHistory(out, () => undefined);
  const db = openReading(historyPath(out));
  if (db === undefined) throw missingHistory(out, 'is empty');
  try {
    return await read(db);
  } finally {
    db.close();
  }
}

/** @throws as `readHistory` */
export function writeHistory<T>(out: string, write: (db: Database) => T, warn?: Warn): T {
  requireHistory(out, 'write a file');
  // Opened for writing, an empty file would get its tables, and look like a history without findings.
  readHistory(out, () => undefined);
  const db = openWriting(historyPath(out), warn);
  try {
    return write(db);
  } finally {
    db.close();
  }
}

/** Without a single run: its file was lost, or never written to. */
function isEmpty(db: Database): boolean {
  return db.get('SELECT number FROM runs LIMIT 1') === undefined;
}

/** Opens the file for a moment: what may not be done with it is said in its own words, not in those of the library. */
function requireHistory(out: string, wanted: Wanted): void {
  const path = historyPath(out);
  try {
    closeSync(openSync(path, wanted === 'write a file' ? 'r+' : 'r'));
  } catch (error) {
    if (isNotThere(error)) throw missingHistory(out, 'is missing');
    listFolder(out);
    throw unreadable('HISTORY_UNUSABLE', path, wanted, error);
  }
}

/** Of a folder with runs, history was lost; in one without, nothing was ever audited, and that is no good news. */
function missingHistory(out: string, how: string): SeawallError {
  const runs = listFolder(out).filter(isRunId).length;
  const message =
    runs > 0
      ? `the history ${how}, though ${out} has the folders of ${runs === 1 ? 'a run' : `${runs} runs`}: 'seawall history rebuild' makes it again from their journals, or restore it from a backup`
      : `no run has ended in ${out} yet, so nothing is known: say with --out where the runs are, or begin with 'seawall audit'`;
  return new SeawallError({ code: 'HISTORY_MISSING', file: historyPath(out), message });
}

/** @throws SeawallError RUNS_FOLDER_NOT_FOUND, RUNS_FOLDER_UNREADABLE */
function listFolder(out: string): string[] {
  try {
    return readdirSync(out);
  } catch (error) {
    throw noRunsFolder(out, error);
  }
}
