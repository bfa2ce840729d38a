/** Removes the folders of old runs. History stays: it lies beside them. */

import { readdir, readlink, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { startOfRun } from '../domain/run-id.ts';
import { DAY_MS } from '../domain/time.ts';
import { JOURNAL, LATEST, listRuns, unwritable } from './folder.ts';
import { readJournal } from './journal.ts';

/** A run without an end that wrote within this time is running: it writes every second. */
const RUNNING_WITHIN_MS = 3_600_000;

export interface Pruned {
  removed: { run: string; bytes: number }[];
  /** Old enough, but not removed, and why. */
  kept: { run: string; why: string }[];
}

/** @throws SeawallError OUTPUT_UNWRITABLE */
export async function pruneRuns(out: string, keepDays: number, now: number): Promise<Pruned> {
  const latest = await readlink(join(out, LATEST)).then(basename, () => undefined);
  const [newest] = await listRuns(out);
  const pruned: Pruned = { removed: [], kept: [] };
  for (const run of (await listRuns(out)).reverse()) {
    if (!(now - Date.parse(startOfRun(run)) > keepDays * DAY_MS)) continue;
    const folder = join(out, run);
    const why =
      run === latest || run === newest ? 'the latest' : (await isRunning(folder, now)) ? 'running' : undefined;
    if (why !== undefined) pruned.kept.push({ run, why });
    else pruned.removed.push({ run, bytes: await removeFolder(folder) });
  }
  return pruned;
}

async function isRunning(folder: string, now: number): Promise<boolean> {
  const journal = await stat(join(folder, JOURNAL)).catch(() => undefined);
  if (journal === undefined || now - journal.mtimeMs > RUNNING_WITHIN_MS) return false;
  let ended = false;
  try {
    for await (const { kind } of readJournal(folder)) {
      if (kind === 'end') ended = true;
      if (kind === 'resume') ended = false;
    }
  } catch {
    // A journal that cannot be read belongs to no running process.
    return false;
  }
  return !ended;
}

async function removeFolder(folder: string): Promise<number> {
  try {
    const names = await readdir(folder, { recursive: true });
    const sizes = await Promise.all(
      names.map((name) =>
        stat(join(folder, name)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
    );
    await rm(folder, { recursive: true });
    return sizes.reduce((sum, size) => sum + size, 0);
  } catch (error) {
    throw unwritable(folder, error);
  }
}
