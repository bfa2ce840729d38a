/** Appends the comparison with history to the journal of an ended run. */

import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { JOURNAL, unwritable } from './folder.ts';
import type { HistoryLine } from './journal.ts';

/** Of text gathered before a write: a large run's line is never in memory as a whole. */
const CHUNK_CHARACTERS = 1 << 18;

/**
 * Appends the last line of an ended run, and returns when it is on the disk.
 * @throws SeawallError OUTPUT_UNWRITABLE
 */
export function appendHistory(folder: string, line: HistoryLine): void {
  const path = join(folder, JOURNAL);
  let file: number | undefined;
  try {
    file = openSync(path, 'a', 0o600);
    let text = '';
    for (const piece of piecesOf(line)) {
      text += piece;
      if (text.length < CHUNK_CHARACTERS) continue;
      writeAllSync(file, Buffer.from(text));
      text = '';
    }
    writeAllSync(file, Buffer.from(text));
    fdatasyncSync(file);
  } catch (error) {
    throw unwritable(path, error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** The line as JSON, with its line feed. */
function* piecesOf({ kind, entries, history }: HistoryLine): Iterable<string> {
  yield `{"kind":${JSON.stringify(kind)},"entries":{`;
  let separator = '';
  for (const [id, entry] of Object.entries(entries)) {
    yield `${separator}${JSON.stringify(id)}:${JSON.stringify(entry)}`;
    separator = ',';
  }
  yield `},"history":${JSON.stringify(history)}}\n`;
}

function writeAllSync(file: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}
