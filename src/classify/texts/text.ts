import type { Explanation } from '../../domain/explanation.ts';
import type { Severity } from '../../domain/verdicts.ts';

/** What people read of one case; the rule adds verdict and references. */
export type Text = Pick<
  Explanation,
  'title' | 'meaning' | 'proved' | 'follows' | 'notTested' | 'summary' | 'remediation'
> & {
  /** Where this variant differs from its rule. */
  severity?: Severity;
  cvss?: Explanation['cvss'];
};

/** A case that differs from another one in some of its texts. */
export function vary(base: Text, changes: Partial<Text>): Text {
  return { ...base, ...changes };
}
