/** Recursive mkdir that ends on every file system. */

import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { errorCode } from '../domain/errors.ts';

/**
 * Makes a folder and what is missing above it, for its owner alone. Not by `mkdir` with `recursive`, which never returns
 * where a system answers ENOENT below a folder that is there, as /proc does.
 * @throws the system's error
 */
export async function createFolder(path: string): Promise<void> {
  const missing: string[] = [];
  let folder = resolve(path);
  while (!(await isFolder(folder)) && dirname(folder) !== folder) {
    missing.push(folder);
    folder = dirname(folder);
  }
  for (const next of missing.reverse()) {
    try {
      await mkdir(next, { mode: 0o700 });
    } catch (error) {
      // Another run may have made it in between; a file in the way is not what we want.
      if (errorCode(error) !== 'EEXIST' || !(await isFolder(next))) throw error;
    }
  }
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
