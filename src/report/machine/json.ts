/** `findings.json` and `run.json`: what machines read. `findings.schema.json` beside this file says the shape. */

import type { AdvisoryBook } from '../../domain/advisory.ts';
import type { History } from '../../domain/history.ts';
import type { Report } from '../../domain/report.ts';
import { jsonText } from '../../text/escape.ts';

export const FINDINGS_SCHEMA = 'seawall.findings/1';

/** A whole JSON document with one finding per line, so that it can also be read line by line. */
export function* renderJson(report: Report): Iterable<string> {
  yield `{\n"schema": ${jsonText(FINDINGS_SCHEMA)},\n"run": ${jsonText(report.run, 2)},\n"explanations": {`;
  let separator = '\n';
  // Sorted, so that the order in which findings came up does not show.
  for (const key of Object.keys(report.explanations).sort()) {
    yield `${separator}${jsonText(key)}: ${jsonText(report.explanations[key])}`;
    separator = ',\n';
  }
  yield '\n},';
  if (report.advisories !== undefined) yield* advisoriesOf(report.advisories);
  yield '\n"findings": [';
  separator = '\n';
  for (const finding of report.findings) {
    yield `${separator}${jsonText(finding)}`;
    separator = ',\n';
  }
  yield '\n]';
  if (report.history !== undefined) yield* renderHistory(report.history);
  yield '\n}\n';
}

/** Absent findings on lines of their own, too. */
function* renderHistory({ absent, ...history }: History): Iterable<string> {
  yield `,\n"history": ${jsonText(history, 2).slice(0, -2)},\n  "absent": [`;
  let separator = '\n';
  for (const finding of absent) {
    yield `${separator}${jsonText(finding)}`;
    separator = ',\n';
  }
  yield '\n  ]\n}';
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
