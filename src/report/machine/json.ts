/** `findings.json` and `run.json`. `findings.schema.json` beside this file is their JSON Schema. */

import type { AdvisoryBook } from '../../domain/advisory.ts';
import { countWork, rowsOf, type WorkCounts, type WorkState } from '../../domain/exposure.ts';
import type { Finding } from '../../domain/finding.ts';
import type { History } from '../../domain/history.ts';
import type { Report } from '../../domain/report.ts';
import { jsonText } from '../../text/escape.ts';

export const FINDINGS_SCHEMA = 'seawall.findings/1';

/** A finding as `findings.json` lists it: with its place among the work. */
export interface ListedFinding extends Finding {
  work: WorkState;
}

type ListingOf = (finding: Finding) => ListedFinding;

/** A whole JSON document with one finding per line, so that it can also be read line by line. */
export function* renderJson(report: Report): Iterable<string> {
  const rows = rowsOf(report);
  const counts = countWork(rows);
  const works = new Map(rows.map(({ finding, work }) => [finding, work]));
  const lineOf: ListingOf = (finding) => ({ ...finding, work: works.get(finding) ?? 'informational' });
  yield `{\n"schema": ${jsonText(FINDINGS_SCHEMA)},\n"run": ${jsonText(report.run, 2)},\n"explanations": {`;
  let separator = '\n';
  // Sorted, so that the order in which findings came up does not show.
  for (const key of Object.keys(report.explanations).sort()) {
    yield `${separator}${jsonText(key)}: ${jsonText(report.explanations[key])}`;
    separator = ',\n';
  }
  yield '\n},';
  if (report.advisories !== undefined) yield* advisoriesOf(report.advisories);
  yield `\n"work": ${jsonText(counts)},\n"findings": [`;
  yield* linesOf(report.findings, lineOf);
  yield '\n]';
  if (report.history !== undefined) yield* renderHistory(report.history, counts, lineOf);
  yield '\n}\n';
}

/** Absent findings on lines of their own, too. The number of overdue findings is the same throughout the file. */
function* renderHistory({ absent, ...history }: History, { overdue }: WorkCounts, lineOf: ListingOf): Iterable<string> {
  yield `,\n"history": ${jsonText({ ...history, overdue }, 2).slice(0, -2)},\n  "absent": [`;
  yield* linesOf(absent, lineOf);
  yield '\n  ]\n}';
}

function* linesOf(findings: readonly Finding[], lineOf: ListingOf): Iterable<string> {
  let separator = '\n';
  for (const finding of findings) {
    yield `${separator}${jsonText(lineOf(finding))}`;
    separator = ',\n';
  }
}

function* advisoriesOf({ snapshot, known }: AdvisoryBook): Iterable<string> {
  yield `\n"advisories": {"snapshot": ${jsonText(snapshot)}, "known": {`;
  let separator = '\n';
  for (const id of Object.keys(known).sort()) {
    yield `${separator}${jsonText(id)}: ${jsonText(known[id])}`;
    separator = ',\n';
  }
  yield '\n}},';
}

export function* renderRun(report: Report): Iterable<string> {
  yield `${jsonText(report.run, 2)}\n`;
}
