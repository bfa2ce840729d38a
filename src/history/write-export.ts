/** An export as a file. */

import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { reasonOf, SeawallError } from '../domain/errors.ts';
import { utf8Blocks } from '../text/utf8-blocks.ts';
import type { Database } from './database.ts';
import { exportHistory } from './export.ts';

/** For its owner alone; takes the place of an older one when it is whole. @throws SeawallError OUTPUT_UNWRITABLE */
export function writeExport(db: Database, path: string): void {
  const part = `${path}.part`;
  let file: number | undefined;
  try {
    rmSync(part, { force: true });
    file = openSync(part, 'wx', 0o600);
    try {
      for (const block of utf8Blocks(exportHistory(db)))
        for (let done = 0; done < block.length; ) done += writeSync(file, block, done);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(part, path);
  } catch (error) {
    if (file !== undefined) rmSync(part, { force: true });
    if (error instanceof SeawallError) throw error;
    const message = `cannot write ${path}: ${reasonOf(error)}; choose another file with --to, or make room`;
    throw new SeawallError({ code: 'OUTPUT_UNWRITABLE', message }, { cause: error });
  }
}
