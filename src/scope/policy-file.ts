/** The text of a policy file to deadlines. */

import { type Problem, SeawallError } from '../domain/errors.ts';
import type { Deadlines } from '../domain/finding.ts';
import { readDocument } from './document.ts';
import { checkShape, policyFile } from './schema.ts';

/** @throws SeawallError POLICY_SHAPE, SCOPE_EMPTY or SCOPE_SYNTAX, with every problem */
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
