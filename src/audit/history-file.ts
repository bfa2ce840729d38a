/** The history file beside the runs: where it lies, how it is opened, and which endpoints a run must watch because of it. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SeawallError } from '../domain/errors.ts';
import type { Scope } from '../domain/scope.ts';
import { type Database, openReading, openWriting } from '../history/database.ts';
import type { WatchedEndpoint } from '../journal/watch.ts';

const FILE = 'seawall.db';
/** Endpoints of history whose sweep state a run keeps one by one. */
const MAX_WATCHED = 200_000;

export function historyPath(out: string): string {
  return join(out, FILE);
}

/**
 * Endpoints whose sweep state a run must keep: those that the scope declares, then those that are open in history, worst
 * first. A history that cannot be used is refused here, before the first packet.
 * @throws SeawallError HISTORY_VERSION, HISTORY_UNUSABLE
 */
export function listWatched(out: string, vantage: string, scope: Scope): WatchedEndpoint[] {
  const declared = (scope.known ?? []).map(({ address, port }) => ({ address, port }));
  return [...declared, ...withHistoryOf(out, (db) => listOpen(db, vantage), [])];
}

function listOpen(db: Database, vantage: string): WatchedEndpoint[] {
  const rows = db.all(
    `SELECT address, port FROM findings WHERE vantage = ? AND state <> 'resolved'
     ORDER BY exposed DESC, number LIMIT ?`,
    vantage,
    MAX_WATCHED,
  );
  return rows.map(({ address, port }) => ({ address: String(address), port: Number(port) }));
}

/** @param nothing returned where there is no history yet */
export function withHistoryOf<T>(out: string, read: (db: Database) => T, nothing: T): T {
  const db = openReading(historyPath(out));
  if (db === undefined) return nothing;
  try {
    return read(db);
  } finally {
    db.close();
  }
}

/** @throws SeawallError FINDING_NOT_FOUND where there is no history */
export function readHistory<T>(out: string, read: (db: Database) => T): T {
  const found = withHistoryOf<{ value: T } | undefined>(out, (db) => ({ value: read(db) }), undefined);
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
