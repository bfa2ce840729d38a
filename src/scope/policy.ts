/** The policy: how many days a finding may stay open. */

import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Problem, reasonOf, SeawallError } from '../domain/errors.ts';
import type { Severity } from '../domain/verdicts.ts';
import { readDocument } from './document.ts';
import { checkShape, policyFile } from './schema.ts';

/** Beside the scope files; never read as one. */
export const POLICY_FILE = 'policy.yaml';

export type Deadlines = Partial<Record<Severity, number>>;

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
  return parsePolicy(path, text);
}

export function parsePolicy(file: string, text: string): Deadlines {
  const problems: Problem[] = [];
  const needs = "it needs 'deadlines', as in deadlines: { critical: 7 }";
  const document = readDocument(
    text,
    (code, line, message) => void problems.push({ code, file, line, message }),
    needs,
  );
  if (document !== undefined) {
    const shape = checkShape(policyFile, document.data);
    if ('file' in shape) return shape.file.deadlines;
    for (const { path, message } of shape.problems) {
      const what = `'${path.join('.') || 'the file'}' ${message}`;
      problems.push({ code: 'POLICY_SHAPE', file, line: document.lineOf(path), message: what });
    }
  }
  const [first, ...more] = problems;
  throw new SeawallError(
    first === undefined ? { code: 'POLICY_SHAPE', file, message: 'cannot be read' } : [first, ...more],
  );
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
