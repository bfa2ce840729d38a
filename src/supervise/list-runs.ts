/** The runs of a folder, as history and their own folders tell them. */

import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SeawallError } from '../domain/errors.ts';
import { noRunsFolder } from '../domain/file-errors.ts';
import {
  allRunIds,
  type ListedRun,
  listRun,
  type RecordedRun,
  type RunSketch,
  unknownRun,
} from '../domain/run-list.ts';
import type { Warn } from '../history/damage.ts';
import { readHistory } from '../history/history-file.ts';
import { loadRuns } from '../history/run-list.ts';
import { listRuns } from '../journal/folder.ts';
import { sketchRun } from '../journal/run-sketch.ts';

/** What a clone and a refused run leave in a folder that has no run yet. */
const FRESH: ReadonlySet<string> = new Set([
  '.gitignore',
  'audit.log',
  'status.json',
  'undelivered.json',
  'seawall.prom',
]);

/**
 * Newest first. A folder without history is listed by its folders, with a warning.
 * @param limit how many; all without it
 * @param warn told of damage, and of a history that is missing
 * @returns the runs, and how many there are in all
 * @throws SeawallError RUNS_FOLDER_NOT_FOUND, RUNS_FOLDER_UNREADABLE, HISTORY_UNUSABLE, or RUN_NOT_FOUND for a folder that holds
 *   other things and no run: it is a mistyped one; one that is new has no runs
 */
export async function listKnownRuns(
  out: string,
  limit: number | undefined,
  warn: Warn,
): Promise<{ runs: ListedRun[]; total: number }> {
  const folders = new Set(await listRuns(out));
  const recorded = recordedRuns(out, folders.size > 0, warn);
  const ids = allRunIds(recorded, [...folders]);
  if (ids.length === 0) await requireFresh(out);
  const byId = new Map(recorded.map((run) => [run.id, run]));
  const runs: ListedRun[] = [];
  for (const id of ids.slice(0, limit)) {
    const known = byId.get(id);
    const sketch = folders.has(id) ? await sketchFor(join(out, id), known) : undefined;
    runs.push(listRun(id, known, sketch));
  }
  return { runs, total: ids.length };
}

function recordedRuns(out: string, hasFolders: boolean, warn: Warn): RecordedRun[] {
  try {
    return readHistory(out, loadRuns, warn);
  } catch (error) {
    if (!(error instanceof SeawallError) || error.code !== 'HISTORY_MISSING') throw error;
    for (const { message, file } of hasFolders ? error.problems : []) warn(`${file}: ${message}`);
    return [];
  }
}

/** A run that is recorded as finished is as history says, and its folder is not read. */
async function sketchFor(folder: string, known: RecordedRun | undefined): Promise<RunSketch> {
  if (known?.outcome === 'finished') return known;
  // Said of the one run: the others are listed.
  return await sketchRun(folder).catch((error: unknown) => {
    if (!(error instanceof SeawallError)) throw error;
    return known ?? unknownRun(basename(folder));
  });
}

async function requireFresh(out: string): Promise<void> {
  const names = await readdir(out).catch((error: unknown) => {
    throw noRunsFolder(out, error);
  });
  if (names.every((name) => FRESH.has(name) || name.startsWith('.lock'))) return;
  const message = `${out} holds no run: say with --out where the runs are, or begin with 'seawall audit'`;
  throw new SeawallError({ code: 'RUN_NOT_FOUND', message });
}
