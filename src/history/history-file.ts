/** The history beside the runs of an output folder: `<out>/seawall.db`, opened for one piece of work and closed again. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SeawallError } from '../domain/errors.ts';
import type { Warn } from './damage.ts';
import { type Database, openReading, openWriting } from './database.ts';

const FILE = 'seawall.db';

export function historyPath(out: string): string {
  return join(out, FILE);
}

/** Reads from the history; without a history, gives `nothing`. */
export function withHistoryOf<T>(out: string, read: (db: Database) => T, nothing: T, warn?: Warn): T {
  const db = openReading(historyPath(out), warn);
  if (db === undefined) return nothing;
  try {
    return read(db);
  } finally {
    db.close();
  }
}

/** @throws SeawallError FINDING_NOT_FOUND where there is no history */
export function readHistory<T>(out: string, read: (db: Database) => T, warn?: Warn): T {
  const found = withHistoryOf<{ value: T } | undefined>(out, (db) => ({ value: read(db) }), undefined, warn);
  if (found === undefined) throw noHistory(out);
  return found.value;
}

export function writeHistory(out: string, write: (db: Database) => void): void {
  if (!existsSync(historyPath(out))) throw noHistory(out);
  const db = openWriting(historyPath(out));
  try {
    write(db);
  } finally {
    db.close();
  }
}

function noHistory(out: string): SeawallError {
  const message = `there is no history in ${out} yet: it begins with the first run`;
  return new SeawallError({ code: 'FINDING_NOT_FOUND', message });
}
