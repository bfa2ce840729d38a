/** The only file that writes reports: to a temporary name, flushed, renamed, so that no reader ever sees half of one. */

import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { SeawallError } from '../errors.ts';
import type { Report } from '../model.ts';
import { errorCode } from '../syscall.ts';
import { terminalText } from './escape.ts';
import { type Format, RUN_FORMAT } from './formats.ts';

export interface Written {
  /** Names of files in the folder. */
  written: string[];
  /** Files that are missing, or old, and why: one line for a person. */
  failed: { file: string; message: string }[];
}

/** Characters gathered before a write. */
const CHUNK = 1 << 16;

const ADVICE: Readonly<Record<string, string>> = {
  EACCES: 'no permission to write there: change the permissions or choose another folder with --out',
  EPERM: 'not permitted to write there: change the permissions or choose another folder with --out',
  EROFS: 'the file system is read-only: choose another folder with --out',
  ENOSPC: 'no space left on the device: make room or choose another folder with --out',
  EDQUOT: 'the disk quota is used up: make room or choose another folder with --out',
  ENOENT: 'the folder does not exist any more: something removed it during the run',
  ENOTDIR: 'a part of the path is a file: choose another folder with --out',
  EISDIR: 'a folder of that name is in the way: remove it',
  EMFILE: 'too many open files: raise the limit with `ulimit -n`',
};

/**
 * Writes the formats asked for, then `run.json`, each readable by the owner only. One that fails does not stop the
 * others and leaves no temporary file; a file that was there before stays as it was.
 */
export async function writeReports(folder: string, report: Report, formats: readonly Format[]): Promise<Written> {
  const result: Written = { written: [], failed: [] };
  for (const format of [...formats, RUN_FORMAT]) {
    try {
      await writeFormat(folder, format, report);
      result.written.push(format.file);
    } catch (error) {
      result.failed.push({ file: format.file, message: explain(join(folder, format.file), error) });
    }
  }
  return result;
}

async function writeFormat(folder: string, format: Format, report: Report): Promise<void> {
  const temporary = join(folder, `.${format.file}.${randomBytes(4).toString('hex')}.tmp`);
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      for (const text of gather(format.render(report))) await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, join(folder, format.file));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await flushFolder(folder);
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
 * @throws SeawallError OUTPUT_UNWRITABLE
 */
export async function streamReport(format: Format, report: Report, stream: Writable): Promise<void> {
  // A failure arrives in the callback of the write, and once more as an event, which would end the process.
  const ignore = (): void => undefined;
  stream.on('error', ignore);
  try {
    for (const text of gather(format.render(report))) await writeText(stream, text);
    stream.off('error', ignore);
  } catch (error) {
    // The event is still to come: the listener stays.
    if (errorCode(error) === 'EPIPE') return;
    throw new SeawallError(
      { code: 'OUTPUT_UNWRITABLE', message: explain('the report to the output', error) },
      { cause: error },
    );
  }
}

function writeText(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

function* gather(chunks: Iterable<string>): Iterable<string> {
  let text = '';
  for (const chunk of chunks) {
    text += chunk;
    if (text.length < CHUNK) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

function explain(what: string, error: unknown): string {
  const code = errorCode(error);
  const message = error instanceof Error ? error.message : String(error);
  const advice = ADVICE[code];
  const reason = advice !== undefined ? `${advice} (${code})` : code === '' ? `a bug in Seawall: ${message}` : message;
  return terminalText(`cannot write ${what}: ${reason}`, 500);
}
