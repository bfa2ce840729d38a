import { CWE_668 } from '../references.ts';
import type { Rule } from '../rule.ts';

export const tarpit: Rule = {
  verdict: 'tarpit',
  references: [CWE_668],
  match: ({ attempt }) => (attempt?.end === 'unending' ? {} : undefined),
};
