/** Shape of a classification rule. */

import type { Product } from '../domain/engine.ts';
import type { Reference } from '../domain/explanation.ts';
import type { Severity, Verdict } from '../domain/verdicts.ts';
import type { Reading } from './reading.ts';
import type { Language, RuleTexts } from './texts/text.ts';

/** The result of a rule that holds. */
export interface Match {
  product?: Product;
  /** Given where the case is better or worse than the verdict's own severity. */
  severity?: Severity;
  /** Key in the rule's texts; without it, the text of the verdict itself. */
  variant?: string;
  notes?: string[];
}

/** A rule of one verdict: its condition, references to public catalogues, and texts in each language. */
export interface Rule<V extends Verdict = Verdict> {
  verdict: V;
  references: readonly Reference[];
  cvss?: { vector: string; score: number };
  match(reading: Reading): Match | undefined;
  texts: Readonly<Record<Language, RuleTexts>>;
}
