/**
 * The run's journal: one JSON object per line, only ever appended to. Every report can be built from it alone.
 *
 * A killed run may leave half a line at the end: the reader drops it, and the next writer cuts it off.
 */

import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { SeawallError } from '../domain/errors.ts';
import { tryJson } from '../domain/shape.ts';
import { JOURNAL, unwritable } from './folder.ts';
import { isInScope, isKind, isLine } from './line-shape.ts';
import { JOURNAL_SCHEMA, type JournalLine, type StartLine } from './lines.ts';
import { readLines } from './read-lines.ts';

export type { HistoryLine, JournalLine, StartLine, WatchedLine } from './lines.ts';
export { JOURNAL_SCHEMA };

export interface JournalWriter {
  append(line: JournalLine): void;
  /** Resolves when all that was appended is on the disk. Rejects with SeawallError OUTPUT_UNWRITABLE. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a run's journal for appending; creates it if it is not there. */
export async function openJournal(folder: string): Promise<JournalWriter> {
  const path = join(folder, JOURNAL);
  const file = await open(path, 'a+', 0o600).catch((error: unknown) => {
    throw unwritable(path, error);
  });
  await cutTornLine(file);
  let pending: string[] = [];
  let writing = Promise.resolve();

  function flush(): Promise<void> {
    const lines = pending;
    pending = [];
    writing = writing.then(async () => {
      if (lines.length === 0) return;
      try {
        await file.appendFile(lines.join(''));
        await file.datasync();
      } catch (error) {
        throw unwritable(path, error);
      }
    });
    return writing;
  }

  return {
    append(line) {
      pending.push(`${JSON.stringify(line)}\n`);
    },
    flush,
    async close() {
      try {
        await flush();
      } finally {
        await file.close();
      }
    },
  };
}

/** Cuts off the half line that a killed writer left at the end. */
async function cutTornLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  const block = Buffer.alloc(65_536);
  let end = size;
  while (end > 0) {
    const start = Math.max(0, end - block.length);
    const { bytesRead } = await file.read(block, 0, end - start, start);
    const newline = block.subarray(0, bytesRead).lastIndexOf(10);
    if (newline >= 0) {
      if (start + newline + 1 < size) await file.truncate(start + newline + 1);
      return;
    }
    end = start;
  }
  if (size > 0) await file.truncate(0);
}

/**
 * Reads a run's journal line by line.
 * @throws SeawallError JOURNAL_CORRUPT with the line, JOURNAL_VERSION for a journal of a newer Seawall
 */
export async function* readJournal(folder: string): AsyncGenerator<JournalLine, void, undefined> {
  const path = join(folder, JOURNAL);
  let number = 0;
  let ranges = 0;
  let held: string | undefined;
  const read = (text: string): JournalLine => {
    const line = parseLine(text, path, number);
    if (line.kind === 'start') ranges = line.scope.ranges.length;
    if (!isInScope(line, ranges)) throw corrupt(path, number, 'it names a range that the scope does not have');
    return line;
  };
  for await (const lines of readLines(path)) {
    for (const text of lines) {
      // One line behind, because only the last line may be torn.
      if (held !== undefined) yield read(held);
      number += 1;
      held = text;
    }
  }
  if (held === undefined) throw corrupt(path, 1, 'the journal is empty');
  if (tryJson(held) !== undefined) yield read(held);
  else if (number === 1) throw corrupt(path, 1, 'the journal ends before its first line does');
}

/** The first line of a run's journal: version, options and scope. */
export async function readStart(folder: string): Promise<StartLine> {
  for await (const line of readJournal(folder)) if (line.kind === 'start') return line;
  throw corrupt(join(folder, JOURNAL), 1, 'the journal is empty');
}

function parseLine(text: string, path: string, number: number): JournalLine {
  const value = tryJson(text);
  if (typeof value !== 'object' || value === null || !('kind' in value))
    throw corrupt(path, number, 'not a journal line');
  const { kind } = value;
  if (!isKind(kind)) throw corrupt(path, number, `unknown kind ${JSON.stringify(kind)?.slice(0, 40)}`);
  if ((number === 1) !== (kind === 'start')) throw corrupt(path, number, 'a journal begins with its one start line');
  if (kind === 'start' && (!('schema' in value) || value.schema !== JOURNAL_SCHEMA)) {
    const schema = 'schema' in value ? JSON.stringify(value.schema)?.slice(0, 40) : 'none';
    throw new SeawallError({
      code: 'JOURNAL_VERSION',
      file: path,
      line: number,
      message: `this journal has the format ${schema}, and this Seawall reads '${JOURNAL_SCHEMA}': use the release that wrote it, or a newer one`,
    });
  }
  if (!isLine(value, kind)) throw corrupt(path, number, `a line of kind '${kind}' lacks fields, or has others`);
  return value;
}

function corrupt(path: string, line: number, what: string): SeawallError {
  const message = `${what}: the journal was changed or damaged; restore it from a backup, or start a new run`;
  return new SeawallError({ code: 'JOURNAL_CORRUPT', file: path, line, message });
}
