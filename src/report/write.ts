/**
 * The only file that writes reports: to a temporary name, flushed, renamed, so that no reader ever sees half of one.
 * A format of several files gets a folder, which is put in the place of the last rendering as a whole: what is stale
 * goes, and what cannot be written leaves the old one as it was.
 */

import { randomBytes } from 'node:crypto';
import { type FileHandle, lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { errorCode, reasonOf, SeawallError } from '../domain/errors.ts';
import type { Report } from '../domain/report.ts';
import { terminalText } from '../text/escape.ts';
import { streamText } from '../text/stream-text.ts';
import { utf8Blocks } from '../text/utf8-blocks.ts';
import type { FolderFormat, Format, ReportFile } from './format.ts';
import { formatsToWrite, targetOf } from './formats.ts';
import type { RenderOptions } from './view/render-options.ts';

export interface Written {
  /** Names of files in the folder; those of folders end with `/`. */
  written: string[];
  /** Files that are missing, or old, and why: one line for a person. */
  failed: { file: string; message: string }[];
}

/** Marks folders that Seawall wrote. A folder without it may hold other work, and is never replaced. */
const MARKER = '.seawall';

/** One name in a path: not hidden, no separator of any system, nothing that a file system reads in its own way. */
const SAFE_NAME = /^(?!\.)(?!.*[. ]$)[^\p{C}/\\:*?"<>|]{1,120}$/u;

const ADVICE: Readonly<Record<string, string>> = {
  EACCES: 'no permission to write there: change the permissions or choose another folder with --out',
  EPERM: 'not permitted to write there: change the permissions or choose another folder with --out',
  EROFS: 'the file system is read-only: choose another folder with --out',
  ENOSPC: 'no space left on the device: make room or choose another folder with --out',
  EDQUOT: 'the disk quota is used up: make room or choose another folder with --out',
  ENOENT: 'the folder does not exist any more: something removed it during the run',
  ENOTDIR: 'a part of the path is a file: choose another folder with --out',
  EEXIST: 'something that Seawall did not write is in the way: move it, or choose another folder with --out',
  EISDIR: 'a folder of that name is in the way: remove it',
  EMFILE: 'too many open files: raise the limit with `ulimit -n`',
};

/**
 * Writes the formats asked for, then `run.json`, each readable by the owner only. One that fails does not stop the
 * others and leaves no temporary file; a file that was there before stays as it was.
 */
export async function writeReports(
  folder: string,
  report: Report,
  formats: readonly Format[],
  options: RenderOptions = {},
): Promise<Written> {
  const result: Written = { written: [], failed: [] };
  for (const format of formatsToWrite(formats)) {
    const target = targetOf(format, report, options);
    try {
      if ('folder' in format) await writeFolder(folder, format, report, options);
      else await writeFile(join(folder, target), format.render(report, options));
      result.written.push(target);
    } catch (error) {
      result.failed.push({ file: target, message: explain(join(folder, target), error) });
    }
  }
  return result;
}

async function writeFile(file: string, chunks: Iterable<string>): Promise<void> {
  const temporary = temporaryName(dirname(file), basename(file));
  try {
    await writeNew(temporary, chunks);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await flushFolder(dirname(file));
}

async function writeFolder(
  folder: string,
  format: FolderFormat,
  report: Report,
  options: RenderOptions,
): Promise<void> {
  const temporary = temporaryName(folder, format.folder);
  try {
    await mkdir(temporary, { mode: 0o700 });
    await writeNew(join(temporary, MARKER), [`${format.name} of run ${report.run.id}\n`]);
    for (const file of format.files(report, options)) await writeBelow(temporary, file);
    await flushFolder(temporary);
    await replaceFolder(join(folder, format.folder), temporary, temporaryName(folder, format.folder));
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
  await flushFolder(folder);
}

async function writeBelow(folder: string, { path, chunks }: ReportFile): Promise<void> {
  const names = path.split('/');
  if (!names.every((name) => SAFE_NAME.test(name))) throw new RangeError(`a file cannot be called ${path}`);
  const file = join(folder, ...names);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeNew(file, chunks);
  if (names.length > 1) await flushFolder(dirname(file));
}

/** Puts the new folder where the old one is; the old one is moved aside first, and comes back if that fails. */
async function replaceFolder(place: string, fresh: string, aside: string): Promise<void> {
  const old = await lstat(place).catch(() => undefined);
  if (old !== undefined) {
    const ours = old.isDirectory() && (await lstat(join(place, MARKER)).catch(() => undefined))?.isFile() === true;
    if (!ours) throw Object.assign(new Error(`${place} is in the way`), { code: 'EEXIST' });
    await rename(place, aside);
  }
  try {
    await rename(fresh, place);
  } catch (error) {
    if (old !== undefined) await rename(aside, place);
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}

function temporaryName(folder: string, name: string): string {
  return join(folder, `.${name}.${randomBytes(4).toString('hex')}.tmp`);
}

/** @throws EEXIST where there is such a file already */
async function writeNew(file: string, chunks: Iterable<string>): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    for (const block of utf8Blocks(chunks)) await handle.writeFile(block);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the new name survive a power cut. Where folders cannot be flushed, the file is there all the same. */
async function flushFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch (error) {
    if (errorCode(error) === 'EIO') throw error;
  } finally {
    await handle?.close();
  }
}

/**
 * Writes one format to a stream and leaves it open; waits whenever the reader is slower. A reader that has seen enough
 * and closes the pipe (`| head`) is no error.
 * @throws SeawallError OUTPUT_UNWRITABLE, and USAGE for a format of several files
 */
export async function streamReport(
  format: Format,
  report: Report,
  stream: Writable,
  options: RenderOptions = {},
): Promise<void> {
  if ('folder' in format) {
    const message = `'${format.name}' gives several files: choose a folder for them with --to`;
    throw new SeawallError({ code: 'USAGE', message });
  }
  try {
    await streamText(format.render(report, options), stream);
  } catch (error) {
    throw new SeawallError(
      { code: 'OUTPUT_UNWRITABLE', message: explain('the report to the output', error) },
      { cause: error },
    );
  }
}

function explain(what: string, error: unknown): string {
  const code = errorCode(error);
  const message = reasonOf(error);
  const advice = ADVICE[code];
  const reason = advice !== undefined ? `${advice} (${code})` : code === '' ? `a bug in Seawall: ${message}` : message;
  return terminalText(`cannot write ${what}: ${reason}`, 500);
}
