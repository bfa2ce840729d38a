/** The policy: how many days a finding may stay open. */

import { readFile } from 'node:fs/promises';
import { reasonOf, SeawallError } from '../domain/errors.ts';
import type { Deadlines } from '../domain/finding.ts';
import { listBeside, POLICY_FILE } from './beside.ts';

/**
 * @param file the policy that a person named; otherwise the first one beside the scope files is taken, if there is one
 * @throws SeawallError POLICY_SHAPE, SCOPE_SYNTAX or SCOPE_UNREADABLE
 */
export async function loadPolicy(file: string | undefined, scopePaths: readonly string[]): Promise<Deadlines> {
  const [path] = file === undefined ? await listBeside(POLICY_FILE, scopePaths) : [file];
  if (path === undefined) return {};
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const message = `cannot be read: ${reasonOf(error)}`;
    throw new SeawallError({ code: 'SCOPE_UNREADABLE', file: path, message }, { cause: error });
  });
  // Most commands have no policy to read, and the readers of YAML and of shapes are large.
  const { parsePolicy } = await import('./policy-file.ts');
  return parsePolicy(path, text);
}
