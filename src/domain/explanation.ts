/** What people are told of a verdict: texts as data. */

import type { Severity, Verdict } from './verdicts.ts';

/** A public catalogue entry. The title names the catalogue's edition where ids move between editions. */
export interface Reference {
  /** `CIS Docker 1.6.0 2.7`, `CWE-306`, `T1610`. */
  id: string;
  title: string;
  url?: string;
}

/** What people are told of a verdict. Data, keyed by rule, so that another language can stand beside this one. */
export interface Explanation {
  key: string;
  verdict: Verdict;
  severity: Severity;
  title: string;
  meaning: string;
  /** What the probe showed. */
  proved: string;
  /** What a reader may conclude from it, and under which assumption. */
  follows: string;
  /** What nobody looked at. */
  notTested: string;
  /** What to do next, in one line, for a table or a CSV cell. */
  summary: string;
  /** What to do, in order: contain, keep evidence, fix for good, verify, look for misuse. */
  remediation: string[];
  references: Reference[];
  /** Our own judgement; no CVE exists for the misconfiguration. */
  cvss?: { vector: string; score: number };
}
