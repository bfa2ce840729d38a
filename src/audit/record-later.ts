/** Records a run in history from its journal, when the process that ran it is gone. */

import { dirname, join } from 'node:path';
import { SeawallError } from '../domain/errors.ts';
import type { Deadlines } from '../domain/finding.ts';
import type { ReviewedAcceptance } from '../domain/review.ts';
import type { Warn } from '../history/damage.ts';
import type { Database } from '../history/database.ts';
import { readHistory } from '../history/history-file.ts';
import { recordedRun } from '../history/recorded.ts';
import { readProcesses } from '../journal/processes.ts';
import { judgeRun } from './assemble.ts';
import { recordInHistory } from './record-history.ts';

/** What lay beside the scope files of a run. */
export interface ScopeSettings {
  deadlines: Deadlines;
  reviews: readonly ReviewedAcceptance[];
}

export interface LaterRun {
  folder: string;
  /** The run as it was when so many of its processes had ended; all of them if absent. */
  processes?: number;
  /** The run of which this is the second look. */
  confirms?: string;
}

/** @param into an open history that is built anew; otherwise the one beside the run, and the journal keeps the comparison */
export async function recordFromJournal(
  { folder, processes, confirms }: LaterRun,
  settings: ScopeSettings,
  { into, warn }: { into?: Database; warn?: Warn },
): Promise<void> {
  const out = dirname(folder);
  const first = confirms === undefined ? undefined : await judgeRun(join(out, confirms));
  const judged = await judgeRun(folder, processes);
  const options = { ...settings, out, ...(first && { first }), ...(into && { into }), ...(warn && { warn }) };
  recordInHistory(judged, options);
}

/**
 * Records a run that ended while its history could not be written. To be called by who holds the lock of its folder.
 * @returns its id
 * @throws SeawallError RUN_UNRECORDABLE, HISTORY_MISSING, HISTORY_UNUSABLE, JOURNAL_CORRUPT
 */
export async function addRun(
  folder: string,
  settingsOf: (files: readonly string[]) => Promise<ScopeSettings>,
  warn?: Warn,
): Promise<string> {
  const { start, processes } = await readProcesses(folder);
  // Its folder may be named by the link to the latest.
  const { run, purpose, confirms, scope } = start;
  const refused = (what: string): SeawallError =>
    new SeawallError({ code: 'RUN_UNRECORDABLE', message: `${run} ${what}` });
  const endedAt = processes.at(-1)?.endedAt;
  if (endedAt === undefined)
    throw refused("did not end: take it up with 'seawall audit --resume', which also records it");
  if (purpose === 'verify' && confirms === undefined)
    throw refused('is the first look of a verification: its second look is recorded, with both');
  const known = readHistory(dirname(folder), (db) => recordedRun(db, run));
  if (known.finishedAt === endedAt) throw refused('is in the history already');
  if (known.starts === 0 && known.newestStart > start.at)
    throw refused(
      "began when this history did not see it, and newer runs are in it: 'seawall history rebuild' puts all in their order",
    );
  await recordFromJournal(
    { folder, ...(confirms !== undefined && { confirms }) },
    await settingsOf(scope.files),
    warn === undefined ? {} : { warn },
  );
  return run;
}
