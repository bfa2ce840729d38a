/** Findings by who must act, and by what they must do: the order of every report for people. */

import { countWords } from '../../domain/counts.ts';
import type { Explanation } from '../../domain/explanation.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Report } from '../../domain/report.ts';
import { compareSeverity, compareVerdict, SEVERITIES, type Severity } from '../../domain/verdicts.ts';

/** Findings of one owner for which the same thing is to be done. */
export interface Case {
  /** Of the worst of them. */
  severity: Severity;
  key: string;
  /** Undefined if the report lacks it. */
  explanation: Explanation | undefined;
  findings: Finding[];
}

export interface OwnerGroup {
  owner: string;
  /** Usually one; where ranges of one owner name several, all of them. */
  contacts: string[];
  cases: Case[];
  severities: Record<Severity, number>;
  overdue: number;
}

/** Owners with the worst findings first; within each, the worst case first. */
export function groupByOwner(report: Report): OwnerGroup[] {
  const owners = new Map<string, Finding[]>();
  for (const finding of report.findings) {
    const found = owners.get(finding.owner);
    if (found === undefined) owners.set(finding.owner, [finding]);
    else found.push(finding);
  }
  return [...owners].map(([owner, findings]) => groupOf(owner, findings, report)).sort(compareOwners);
}

/** All findings by what is to be done, whoever does it. */
export function groupByCase({ findings, explanations }: Pick<Report, 'findings' | 'explanations'>): Case[] {
  const cases = new Map<string, Case>();
  for (const finding of findings) {
    const { explanation: key, severity } = finding;
    const found = cases.get(key);
    if (found === undefined) cases.set(key, { severity, key, explanation: explanations[key], findings: [finding] });
    else {
      found.findings.push(finding);
      if (compareSeverity(severity, found.severity) < 0) found.severity = severity;
    }
  }
  return [...cases.values()].sort(compareCases);
}

/** Overdue first, then as the report has them. */
export function overdueFirst(findings: readonly Finding[]): Finding[] {
  const overdue = (finding: Finding): boolean => finding.standing?.overdue === true;
  return [...findings.filter(overdue), ...findings.filter((finding) => !overdue(finding))];
}

function groupOf(owner: string, findings: Finding[], { explanations }: Report): OwnerGroup {
  const severities = countWords(SEVERITIES, findings, ({ severity }) => severity);
  return {
    owner,
    contacts: [...new Set(findings.map(({ contact }) => contact))].sort(),
    cases: groupByCase({ findings: overdueFirst(findings), explanations }),
    severities,
    overdue: findings.filter(({ standing }) => standing?.overdue === true).length,
  };
}

function compareOwners(a: OwnerGroup, b: OwnerGroup): number {
  for (const severity of SEVERITIES) {
    const difference = b.severities[severity] - a.severities[severity];
    if (difference !== 0) return difference;
  }
  return a.owner < b.owner ? -1 : 1;
}

/** Worst first, then in the order of the verdicts, then the largest. */
function compareCases(a: Case, b: Case): number {
  const [first, second] = [a.findings[0], b.findings[0]];
  const verdict = first === undefined || second === undefined ? 0 : compareVerdict(first.verdict, second.verdict);
  return compareSeverity(a.severity, b.severity) || verdict || b.findings.length - a.findings.length;
}
