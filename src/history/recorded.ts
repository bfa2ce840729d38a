/** Which runs a history has. */

import type { Database } from './database.ts';

export interface RecordedRun {
  /** When it ended, as it was recorded last; undefined where it was not. */
  finishedAt: string | undefined;
  /** Its processes that history saw begin. */
  starts: number;
  /** When the newest of all runs began; an empty text for none. */
  newestStart: string;
}

export function recordedRun(db: Database, run: string): RecordedRun {
  const finishedAt = db.get('SELECT finished_at FROM runs WHERE id = ?', run)?.finished_at;
  const starts = db.get('SELECT count(*) AS n FROM starts WHERE run = ?', run)?.n;
  const newest = db.get('SELECT max(at) AS at FROM starts')?.at;
  return {
    finishedAt: typeof finishedAt === 'string' ? finishedAt : undefined,
    starts: Number(starts),
    newestStart: typeof newest === 'string' ? newest : '',
  };
}

/** The ids of all runs, in the order in which they were recorded. */
export function listRecordedRuns(db: Database): string[] {
  return db.all('SELECT id FROM runs ORDER BY number').map(({ id }) => String(id));
}
