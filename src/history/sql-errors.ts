/** The database's troubles as something a person can act on. */

import { errorCode, SeawallError } from '../domain/errors.ts';

/** @throws SeawallError HISTORY_UNUSABLE for what SQLite or the system refuses; anything else as it is */
export function guard<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw explain(path, error);
  }
}

function explain(path: string, error: unknown): unknown {
  if (error instanceof SeawallError || !(error instanceof Error)) return error;
  const code = nameOf(error);
  const advice = ADVICE.find(([pattern]) => pattern.test(code))?.[1];
  if (advice === undefined) return error;
  const message = `the history cannot be used (${code}, ${error.message}): ${advice}`;
  return new SeawallError({ code: 'HISTORY_UNUSABLE', file: path, message }, { cause: error });
}

/** The file, or a table of it, is not as it was written. @param error as `guard` throws it */
export function isDamage(error: unknown): boolean {
  if (!(error instanceof SeawallError) || !(error.cause instanceof Error)) return false;
  return /^SQLITE_(NOTADB|CORRUPT|ERROR|SCHEMA|MISMATCH|RANGE)/.test(nameOf(error.cause));
}

/** Another process holds a lock that is wanted. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && nameOf(error).startsWith('SQLITE_BUSY');
}

/** SQLite could not make, or not write, one of the files that it wants beside the database. */
export function isUnwritable(error: unknown): boolean {
  return error instanceof Error && /^SQLITE_(CANTOPEN|READONLY)/.test(nameOf(error));
}

/** The driver has no name for some extended result codes; their last byte is the code that they extend. */
function nameOf(error: Error): string {
  // What fails on opening has neither name nor number.
  if (error.message.startsWith('ConnectionFailed')) return 'SQLITE_CANTOPEN';
  const code = errorCode(error);
  const unnamed = /^UNKNOWN_SQLITE_ERROR_(\d+)$/.exec(code) ?? /^ConnectionFailed\(.*: (\d+)"\)$/.exec(error.message);
  const raw = unnamed?.[1];
  return raw === undefined ? code : (PRIMARY[Number(raw) & 0xff] ?? code);
}

/** https://www.sqlite.org/rescode.html: primary codes that have extended ones. */
const PRIMARY: Readonly<Record<number, string>> = {
  1: 'SQLITE_ERROR',
  5: 'SQLITE_BUSY',
  6: 'SQLITE_LOCKED',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  14: 'SQLITE_CANTOPEN',
  19: 'SQLITE_CONSTRAINT',
  23: 'SQLITE_AUTH',
};

const ADVICE: readonly [RegExp, string][] = [
  [/^SQLITE_(BUSY|LOCKED)/, 'another process is writing to it; wait until it is done'],
  [
    /^SQLITE_(NOTADB|CORRUPT)/,
    "the file is damaged; restore it from a backup, or make it again with 'seawall history rebuild'",
  ],
  [
    /^SQLITE_(ERROR|SCHEMA|CONSTRAINT|MISMATCH|RANGE|TOOBIG)/,
    "its tables are not as Seawall made them; restore it from a backup, or make it again with 'seawall history rebuild'",
  ],
  [/^SQLITE_(FULL|IOERR)/, 'make room, or repair the disk'],
  [
    /^SQLITE_(CANTOPEN|READONLY|PERM|AUTH)|^(EACCES|EPERM|EROFS|EISDIR|ENOENT|ENOTDIR|ENOSPC)$/,
    'make the file and its folder writable for you, or copy it, with its -wal if there is one, to where you can write',
  ],
];
