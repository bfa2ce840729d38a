/** Grouping of findings by owner and by case: the order of every report for people. */

import type { Explanation } from '../../domain/explanation.ts';
import { isOverdue, type ReportRow } from '../../domain/exposure.ts';
import type { Report } from '../../domain/report.ts';
import { compareSeverity, compareVerdict, SEVERITIES, type Severity } from '../../domain/verdicts.ts';
import { type Worklist, worklistOfRows } from './worklist.ts';

/** Findings for which the same thing is to be done. */
export interface Case {
  /** Of the worst of them. */
  severity: Severity;
  key: string;
  /** Undefined if the report lacks it. */
  explanation: Explanation | undefined;
  rows: ReportRow[];
}

export interface OwnerGroup {
  owner: string;
  /** Usually one; where ranges of one owner name several, all of them. */
  contacts: string[];
  work: Worklist;
}

/** Owners with the worst findings first. */
export function groupByOwner(rows: readonly ReportRow[]): OwnerGroup[] {
  const owners = new Map<string, ReportRow[]>();
  for (const row of rows) {
    const found = owners.get(row.finding.owner);
    if (found === undefined) owners.set(row.finding.owner, [row]);
    else found.push(row);
  }
  return [...owners].map(([owner, own]) => groupOf(owner, own)).sort(compareOwners);
}

/** By case, the worst first; within each, overdue rows first. */
export function groupByCase(rows: readonly ReportRow[], explanations: Report['explanations']): Case[] {
  const cases = new Map<string, Case>();
  for (const row of overdueFirst(rows)) {
    const { explanation: key, severity } = row.finding;
    const found = cases.get(key);
    if (found === undefined) cases.set(key, { severity, key, explanation: explanations[key], rows: [row] });
    else {
      found.rows.push(row);
      if (compareSeverity(severity, found.severity) < 0) found.severity = severity;
    }
  }
  return [...cases.values()].sort(compareCases);
}

/** Overdue first, then as given. */
export function overdueFirst(rows: readonly ReportRow[]): ReportRow[] {
  return [...rows.filter(isOverdue), ...rows.filter((row) => !isOverdue(row))];
}

function groupOf(owner: string, rows: readonly ReportRow[]): OwnerGroup {
  return {
    owner,
    contacts: [...new Set(rows.map(({ finding }) => finding.contact))].sort(),
    work: worklistOfRows(rows),
  };
}

function compareOwners(a: OwnerGroup, b: OwnerGroup): number {
  for (const severity of SEVERITIES) {
    const difference = b.work.counts.severities[severity] - a.work.counts.severities[severity];
    if (difference !== 0) return difference;
  }
  return a.owner < b.owner ? -1 : 1;
}

/** Worst first, then in the order of the verdicts, then the largest. */
function compareCases(a: Case, b: Case): number {
  const [first, second] = [a.rows[0], b.rows[0]];
  const verdict =
    first === undefined || second === undefined ? 0 : compareVerdict(first.finding.verdict, second.finding.verdict);
  return compareSeverity(a.severity, b.severity) || verdict || b.rows.length - a.rows.length;
}
