/** The folder of a run: `reports/<run id>/`, and the link `reports/latest` beside it. */

import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { errorCode, reasonOf, SeawallError } from '../domain/errors.ts';
import { noRunsFolder, unreadable } from '../domain/file-errors.ts';
import { isRunId } from '../domain/run-id.ts';
import { isoOf } from '../domain/time.ts';
import { createFolder } from './create-folder.ts';

/** Runs are folders that hold a journal. */
export const JOURNAL = 'journal.jsonl';
/** A link to the last finished run. */
export const LATEST = 'latest';

/** UTC time and a random tail: sorts by time, and two runs of one second differ. */
export function createRunId(now: number, random: (bytes: number) => Buffer = randomBytes): string {
  const time = isoOf(now).replace(/[-:]|\.\d+/g, '');
  return `${time}-${random(3).toString('hex')}`;
}

/** @throws SeawallError OUTPUT_UNWRITABLE */
export async function createRunFolder(out: string, id: string): Promise<string> {
  const folder = join(out, id);
  try {
    await createFolder(out);
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    throw unwritable(folder, error);
  }
  return folder;
}

/**
 * @param run a run id under `out`, `latest`, or the path of a run's folder
 * @throws SeawallError RUN_NOT_FOUND, RUNS_FOLDER_NOT_FOUND, RUNS_FOLDER_UNREADABLE
 */
export async function findRunFolder(out: string, run: string): Promise<string> {
  for (const folder of [join(out, run), run]) {
    if (await isFile(join(folder, JOURNAL))) return folder;
  }
  const known = await listRuns(out);
  const hint = known.length > 0 ? `the newest one in ${out} is ${known[0]}` : `there are none in ${out}`;
  throw new SeawallError({
    code: 'RUN_NOT_FOUND',
    message: `no run '${run}': give a run id, a run's folder or 'latest'; ${hint}`,
  });
}

/**
 * Run ids, newest first.
 * @throws SeawallError RUNS_FOLDER_NOT_FOUND, RUNS_FOLDER_UNREADABLE
 */
export async function listRuns(out: string): Promise<string[]> {
  const names = await readdir(out).catch((error: unknown) => {
    throw noRunsFolder(out, error);
  });
  return names.filter(isRunId).sort().reverse();
}

/** Points `latest` at a finished run, in one step. Systems without symbolic links go without. */
export async function pointLatest(out: string, folder: string): Promise<void> {
  const temporary = join(out, `.${LATEST}-${basename(folder)}`);
  try {
    // A run that was killed here may have left one.
    await rm(temporary, { force: true });
    await symlink(basename(folder), temporary, 'dir');
    await rename(temporary, join(out, LATEST));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    if (errorCode(error) !== 'EPERM') throw unwritable(join(out, LATEST), error);
  }
}

export function unwritable(path: string, error: unknown): SeawallError {
  const reason = reasonOf(error);
  return new SeawallError(
    {
      code: 'OUTPUT_UNWRITABLE',
      message: `cannot write ${path}: ${reason}; choose another folder with --out, or make room`,
    },
    { cause: error },
  );
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: unknown) => {
    // What cannot be read may be there all the same.
    if (['EACCES', 'EPERM'].includes(errorCode(error)))
      throw unreadable('RUNS_FOLDER_UNREADABLE', path, 'read a file', error);
    return undefined;
  });
  return found?.isFile() === true;
}
