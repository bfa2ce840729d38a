import { CWE_668 } from '../references.ts';
import type { Rule } from '../rule.ts';

export const forbidden: Rule = {
  verdict: 'forbidden',
  references: [CWE_668],
  match: ({ http }) => (http?.status === 403 ? {} : undefined),
};
