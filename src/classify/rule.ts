import type { Product } from '../domain/engine.ts';
import type { Reference } from '../domain/explanation.ts';
import type { Severity, Verdict } from '../domain/verdicts.ts';
import type { Reading } from './reading.ts';

/** What a rule says of a reading that it matches. */
export interface Match {
  product?: Product;
  /** Where the case is better or worse than the verdict's own severity. */
  severity?: Severity;
  /** Which variant of the texts fits. */
  variant?: string;
  notes?: string[];
}

/** One verdict: when it holds, and what it means in other people's catalogues. */
export interface Rule {
  verdict: Verdict;
  references: readonly Reference[];
  cvss?: { vector: string; score: number };
  match(reading: Reading): Match | undefined;
}
