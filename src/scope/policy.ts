/** The policy: how many days a finding may stay open. */

import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { reasonOf, SeawallError } from '../domain/errors.ts';
import type { Deadlines } from '../domain/finding.ts';

/** Beside the scope files; never read as one. */
export const POLICY_FILE = 'policy.yaml';

/**
 * @param file the policy that a person named; otherwise the one beside the scope files is taken, if there is one
 * @throws SeawallError POLICY_SHAPE, SCOPE_SYNTAX or SCOPE_UNREADABLE
 */
export async function loadPolicy(file: string | undefined, scopePaths: readonly string[]): Promise<Deadlines> {
  const path = file ?? (await findPolicy(scopePaths));
  if (path === undefined) return {};
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const message = `cannot be read: ${reasonOf(error)}`;
    throw new SeawallError({ code: 'SCOPE_UNREADABLE', file: path, message }, { cause: error });
  });
  // Most commands have no policy to read, and the readers of YAML and of shapes are large.
  const { parsePolicy } = await import('./policy-file.ts');
  return parsePolicy(path, text);
}

/** The first one beside the scope files, in the order in which they were named. */
async function findPolicy(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    const candidate = join(found?.isDirectory() ? path : dirname(path), POLICY_FILE);
    if (
      await stat(candidate).then(
        (entry) => entry.isFile(),
        () => false,
      )
    )
      return candidate;
  }
  return undefined;
}
