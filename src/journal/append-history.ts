/** Appends the comparison with history to the journal of an ended run. */

import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { utf8Blocks } from '../text/utf8-blocks.ts';
import { JOURNAL, unwritable } from './folder.ts';
import type { HistoryLine } from './journal.ts';

/**
 * Appends the last line of an ended run, and returns when it is on the disk.
 * @throws SeawallError OUTPUT_UNWRITABLE
 */
export function appendHistory(folder: string, line: HistoryLine): void {
  const path = join(folder, JOURNAL);
  let file: number | undefined;
  try {
    file = openSync(path, 'a', 0o600);
    for (const block of utf8Blocks(piecesOf(line))) writeAllSync(file, block);
    fdatasyncSync(file);
  } catch (error) {
    throw unwritable(path, error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** The line as JSON, with its line feed; that of a large run is never in memory as a whole. */
function* piecesOf({ kind, entries, history }: HistoryLine): Iterable<string> {
  yield `{"kind":${JSON.stringify(kind)},"entries":{`;
  let separator = '';
  for (const [id, entry] of Object.entries(entries)) {
    yield `${separator}${JSON.stringify(id)}:${JSON.stringify(entry)}`;
    separator = ',';
  }
  yield `},"history":${JSON.stringify(history)}}\n`;
}

function writeAllSync(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}
