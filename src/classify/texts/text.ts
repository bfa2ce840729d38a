/** Types of texts by language. */

import type { Explanation } from '../../domain/explanation.ts';
import type { Severity } from '../../domain/verdicts.ts';

/** Languages that every rule has its texts in. */
export type Language = 'en';

/** Text of one case; verdict and references come from its rule. */
export type Text = Pick<
  Explanation,
  'title' | 'meaning' | 'proved' | 'follows' | 'notTested' | 'summary' | 'remediation'
> & {
  /** Severity of this variant, where it is not its rule's. */
  severity?: Severity;
  cvss?: Explanation['cvss'];
};

/** Texts of one rule in one language, by variant; `''` is the verdict itself. Their order is the order of lists. */
export interface RuleTexts {
  readonly '': Text;
  readonly [variant: string]: Text;
}

/** A case that differs from another one in some of its texts. */
export function vary(base: Text, changes: Partial<Text>): Text {
  return { ...base, ...changes };
}
