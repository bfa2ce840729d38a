/** The findings of the terminal summary: worst first, one advice for all that share it, a bounded number of rows. */

import { formatHostPort } from '../domain/address.ts';
import type { Explanation } from '../domain/explanation.ts';
import type { Finding, Qualifier } from '../domain/finding.ts';
import type { Report } from '../domain/report.ts';
import { compareSeverity, compareVerdict, type Severity } from '../domain/verdicts.ts';
import { columnsOf, cut, flow, pad, wrap } from '../text/columns.ts';
import { terminalText } from '../text/escape.ts';
import { count } from '../text/numbers.ts';
import type { Paint } from '../text/paint.ts';
import { isSettled } from './history-lines.ts';

const MAX_ROWS = 15;
const TEXT_LENGTH = 200;
const SEVERITY_COLUMNS = 8;
const GAP = '  ';
/** Below these widths a column is not worth having, and rows take more lines. */
const MIN_WHAT = 12;
const MIN_OWNER = 8;
const MAX_WHAT = 30;

const MARKS: Readonly<Record<Qualifier, string>> = { 'suspected-decoy': 'decoy?', intermittent: 'intermittent' };

/** Findings for which the same thing is to be done. */
interface Group {
  severity: Severity;
  /** Undefined if the report lacks it. */
  explanation: Explanation | undefined;
  key: string;
  findings: Finding[];
}

interface Row {
  severity: Severity;
  where: string;
  what: string;
  owner: string;
}

/**
 * Lines for every finding above `info`, or as many as there is room for: each kind shows at least one.
 * @param details the file that has all of them
 */
export function findingLines(report: Report, width: number, paint: Paint, details: string): string[] {
  const groups = groupFindings(report);
  const shown = groups.slice(0, MAX_ROWS);
  const shares = shareRows(shown);
  const rows = shown.map((group, i) => group.findings.slice(0, shares[i]).map(rowOf));
  const layout = chooseLayout(rows.flat(), width);
  const lines = shown.flatMap((group, i) => [
    '',
    ...groupLines(group, rows[i] ?? [], { width, paint, layout, details }),
  ]);
  const left = groups.slice(MAX_ROWS).flatMap(({ findings }) => findings).length;
  if (left > 0) lines.push('', ...wrap(`${count(left)} more of other kinds: see ${details}`, width));
  return lines;
}

function groupFindings({ findings, explanations }: Report): Group[] {
  const groups = new Map<string, Group>();
  for (const finding of findings) {
    // What is accepted or declared has a line of its own.
    if (finding.severity === 'info' || isSettled(finding)) continue;
    const key = `${finding.severity} ${finding.explanation}`;
    const group = groups.get(key);
    if (group !== undefined) group.findings.push(finding);
    else
      groups.set(key, {
        severity: finding.severity,
        explanation: explanations[finding.explanation],
        key: finding.explanation,
        findings: [finding],
      });
  }
  return [...groups.values()].sort(compareGroups);
}

/** Worst first, then in the order of the verdicts. */
function compareGroups(a: Group, b: Group): number {
  const [first, second] = [a.findings[0], b.findings[0]];
  const verdict = first === undefined || second === undefined ? 0 : compareVerdict(first.verdict, second.verdict);
  return compareSeverity(a.severity, b.severity) || verdict;
}

/** One row for each group, and what is left for the worst. */
function shareRows(groups: readonly Group[]): number[] {
  let left = MAX_ROWS - groups.length;
  return groups.map(({ findings }) => {
    const more = Math.min(left, findings.length - 1);
    left -= more;
    return 1 + more;
  });
}

function rowOf(finding: Finding): Row {
  const name =
    [finding.product, finding.engine?.version ?? ''].filter((word) => word !== '').join(' ') || finding.verdict;
  // In front, where no long version can push them out of sight.
  const marks = finding.qualifiers.map((word) => `(${MARKS[word]})`);
  return {
    severity: finding.severity,
    where: terminalText(formatHostPort(finding.address, finding.port), TEXT_LENGTH),
    what: terminalText([...marks, name].join(' '), TEXT_LENGTH),
    owner: terminalText(finding.owner, TEXT_LENGTH),
  };
}

/** Widths of the columns, or undefined if a row does not fit into one line. */
type Layout = { where: number; what: number; owner: number } | undefined;

function chooseLayout(rows: readonly Row[], width: number): Layout {
  const widest = (texts: string[]): number => Math.max(0, ...texts.map(columnsOf));
  const where = widest(rows.map((row) => row.where));
  const room = width - SEVERITY_COLUMNS - where - 4 * GAP.length;
  if (room < MIN_WHAT + MIN_OWNER) return undefined;
  const what = Math.min(widest(rows.map((row) => row.what)), MAX_WHAT, room - MIN_OWNER);
  return { where, what, owner: room - what };
}

interface GroupOptions {
  width: number;
  paint: Paint;
  layout: Layout;
  details: string;
}

function groupLines({ explanation, key, findings }: Group, rows: Row[], options: GroupOptions): string[] {
  const { width, paint, layout, details } = options;
  const title = terminalText(explanation?.title ?? key, TEXT_LENGTH);
  const lines = wrap(findings.length === 1 ? title : `${title} (${count(findings.length)})`, width).map(paint.heading);
  for (const row of rows) lines.push(...rowLines(row, layout, width, paint));
  const hidden = findings.length - rows.length;
  if (hidden > 0)
    lines.push(
      ...wrap(`and ${count(hidden)} more like ${rows.length === 1 ? 'this' : 'these'}: see ${details}`, width, GAP),
    );
  const advice = terminalText(explanation?.summary ?? '', 2 * TEXT_LENGTH);
  if (advice !== '') lines.push(...wrap(advice, width, `${GAP}Next: `, `${GAP}      `));
  return lines;
}

function rowLines(row: Row, layout: Layout, width: number, paint: Paint): string[] {
  const brush = paint.severity[row.severity];
  if (layout === undefined) {
    const place = flow([pad(row.severity, SEVERITY_COLUMNS), row.where], width, GAP, GAP + GAP);
    const rest = [row.what, row.owner].filter((text) => text !== '').join(' · ');
    return [
      ...place.map((line, i) => (i === 0 ? line.replace(row.severity, brush) : line)),
      ...wrap(rest, width, GAP + GAP),
    ];
  }
  const where = pad(row.where, layout.where);
  const what = pad(cut(row.what, layout.what), layout.what);
  const severity = brush(pad(row.severity, SEVERITY_COLUMNS));
  return [[GAP + severity, where, what, cut(row.owner, layout.owner)].join(GAP).trimEnd()];
}
