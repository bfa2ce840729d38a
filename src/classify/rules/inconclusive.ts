import { CWE_668 } from '../references.ts';
import type { Rule } from '../rule.ts';

/** The last rule: whatever no other rule knows. The bytes are kept. */
export const inconclusive: Rule = {
  verdict: 'inconclusive',
  references: [CWE_668],
  match: ({ record }) => (record.fault === undefined ? {} : { variant: 'not-probed' }),
};
