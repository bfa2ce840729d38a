/** Explanations of verdicts for people: texts as data. */

import type { Severity, Verdict } from './verdicts.ts';

/** A public catalogue entry. The title names the catalogue's edition where ids move between editions. */
export interface Reference {
  /** `CIS Docker 1.6.0 2.7`, `CWE-306`, `T1610`. */
  id: string;
  title: string;
  url?: string;
}

/** The explanation of a verdict. Data, keyed by rule, so that another language can stand beside this one. */
export interface Explanation {
  key: string;
  verdict: Verdict;
  severity: Severity;
  title: string;
  meaning: string;
  /** Facts that the probe showed. */
  proved: string;
  /** Conclusions, and the assumption that they rest on. */
  follows: string;
  /** Limits: facts that were not looked at. */
  notTested: string;
  /** The next step, in one line, for a table or a CSV cell. */
  summary: string;
  /** The steps in order: contain, keep evidence, fix for good, verify, look for misuse. */
  remediation: string[];
  references: Reference[];
  /** Our own judgement; no CVE exists for the misconfiguration. */
  cvss?: { vector: string; score: number };
}
