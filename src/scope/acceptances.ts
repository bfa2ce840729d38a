/** Reviewed acceptances: decisions to live with exposures, kept and reviewed beside the scope files. */

import { readFile } from 'node:fs/promises';
import { reasonOf, SeawallError } from '../domain/errors.ts';
import type { ReviewedAcceptance } from '../domain/review.ts';
import { ACCEPTANCES_FILE, listBeside } from './beside.ts';

/**
 * Those of every folder that was named, or that holds a scope file that was named.
 * @throws SeawallError with every problem: ACCEPTANCE_SHAPE, ACCEPTANCE_DATES, ACCEPTANCE_CONFLICT, SCOPE_SYNTAX,
 * SCOPE_EMPTY, SCOPE_UNREADABLE, and those of a range
 */
export async function loadAcceptances(scopePaths: readonly string[]): Promise<ReviewedAcceptance[]> {
  const files = await listBeside(ACCEPTANCES_FILE, scopePaths);
  if (files.length === 0) return [];
  const sources = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, 'utf8').catch((error: unknown) => {
        const message = `cannot be read: ${reasonOf(error)}`;
        throw new SeawallError({ code: 'SCOPE_UNREADABLE', file, message }, { cause: error });
      });
      return { file, text };
    }),
  );
  // Most commands have none to read, and the readers of YAML and of shapes are large.
  const { parseAcceptances } = await import('./acceptances-file.ts');
  return parseAcceptances(sources);
}
