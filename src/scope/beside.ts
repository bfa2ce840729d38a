/** Files that lie beside scope files and are none: the policy, and reviewed acceptances. */

import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

export const POLICY_FILE = 'policy.yaml';
export const ACCEPTANCES_FILE = 'acceptances.yaml';

/** Names that no scope file has. */
export const BESIDE_SCOPE: readonly string[] = [POLICY_FILE, ACCEPTANCES_FILE];

/** Whether a path is of a file that is never read as a scope, in a folder or named by a pattern of the shell. */
export function isBesideScope(path: string): boolean {
  return BESIDE_SCOPE.includes(basename(path));
}

/** The files of this name in the folders that were named, or that hold files that were named; each once, in their order. */
export async function listBeside(name: string, scopePaths: readonly string[]): Promise<string[]> {
  const found = new Map<string, string>();
  for (const path of scopePaths) {
    const isFolder = await isOf(path, 'isDirectory');
    const candidate = join(isFolder ? path : dirname(path), name);
    if (!found.has(resolve(candidate)) && (await isOf(candidate, 'isFile'))) found.set(resolve(candidate), candidate);
  }
  return [...found.values()];
}

async function isOf(path: string, kind: 'isDirectory' | 'isFile'): Promise<boolean> {
  return await stat(path).then(
    (entry) => entry[kind](),
    () => false,
  );
}
