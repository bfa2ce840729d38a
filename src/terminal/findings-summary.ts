/** The findings of the terminal summary: worst first, one advice for all that share it, a bounded number of rows. */

import { formatHostPort } from '../domain/address.ts';
import type { ReportRow } from '../domain/exposure.ts';
import type { Qualifier } from '../domain/finding.ts';
import type { Report } from '../domain/report.ts';
import type { Severity } from '../domain/verdicts.ts';
import { type Case, groupByCase } from '../report/view/groups.ts';
import { sightPhrase } from '../report/view/phrases.ts';
import { isAboveInfo, type Worklist } from '../report/view/worklist.ts';
import { columnsOf, cut, flow, pad, wrap } from '../text/columns.ts';
import { terminalText } from '../text/escape.ts';
import { NAME_CHARACTERS, TITLE_CHARACTERS } from '../text/limits.ts';
import { count } from '../text/numbers.ts';
import type { Paint } from '../text/paint.ts';

const MAX_ROWS = 15;
const SEVERITY_COLUMNS = 8;
const SEPARATOR = '  ';
/** Below these widths a column is not worth having, and rows take more lines. */
const MIN_WHAT_COLUMNS = 12;
const MIN_OWNER_COLUMNS = 8;
const MAX_WHAT_COLUMNS = 30;

const MARKS: Readonly<Record<Qualifier, string>> = { 'suspected-decoy': 'decoy?', intermittent: 'intermittent' };

interface SummaryRow {
  severity: Severity;
  where: string;
  what: string;
  owner: string;
}

export interface ListOptions {
  width: number;
  paint: Paint;
  /** The file that has all findings. */
  details: string;
}

/** Lines for every finding above `info`, or as many as there is room for: each kind shows at least one. */
export function findingLines({ explanations }: Report, { findings }: Worklist, options: ListOptions): string[] {
  const { width, details } = options;
  // Accepted and declared findings have a line of their own.
  const cases = groupByCase(findings.filter(isAboveInfo), explanations);
  const shown = cases.slice(0, MAX_ROWS);
  const shares = shareRows(shown);
  const rows = shown.map((group, i) => group.rows.slice(0, shares[i]).map(rowOf));
  const layout = chooseLayout(rows.flat(), width);
  const lines = shown.flatMap((group, i) => ['', ...caseLines(group, rows[i] ?? [], { ...options, layout })]);
  const left = cases.slice(MAX_ROWS).reduce((sum, group) => sum + group.rows.length, 0);
  if (left > 0) lines.push('', ...wrap(`${count(left)} more of other kinds: see ${details}`, width));
  return lines;
}

/** One row for each case; further rows go to the worst. */
function shareRows(cases: readonly Case[]): number[] {
  let left = MAX_ROWS - cases.length;
  return cases.map(({ rows }) => {
    const more = Math.min(left, rows.length - 1);
    left -= more;
    return 1 + more;
  });
}

function rowOf(row: ReportRow): SummaryRow {
  const { finding, work } = row;
  const name =
    [finding.product, finding.engine?.version ?? ''].filter((word) => word !== '').join(' ') || finding.verdict;
  // In front, where no long version can push them out of sight.
  const marks = finding.qualifiers.map((word) => `(${MARKS[word]})`);
  if (work === 'unverified') marks.unshift(`(${sightPhrase(row)})`);
  return {
    severity: finding.severity,
    where: terminalText(formatHostPort(finding.address, finding.port), NAME_CHARACTERS),
    what: terminalText([...marks, name].join(' '), NAME_CHARACTERS),
    owner: terminalText(finding.owner, NAME_CHARACTERS),
  };
}

/** Widths of the columns, or undefined if a row does not fit into one line. */
type ColumnWidths = { where: number; what: number; owner: number } | undefined;

function chooseLayout(rows: readonly SummaryRow[], width: number): ColumnWidths {
  const widest = (texts: string[]): number => Math.max(0, ...texts.map(columnsOf));
  const where = widest(rows.map((row) => row.where));
  const room = width - SEVERITY_COLUMNS - where - 4 * SEPARATOR.length;
  if (room < MIN_WHAT_COLUMNS + MIN_OWNER_COLUMNS) return undefined;
  const what = Math.min(widest(rows.map((row) => row.what)), MAX_WHAT_COLUMNS, room - MIN_OWNER_COLUMNS);
  return { where, what, owner: room - what };
}

interface CaseOptions extends ListOptions {
  layout: ColumnWidths;
}

function caseLines({ explanation, key, rows: all }: Case, rows: SummaryRow[], options: CaseOptions): string[] {
  const { width, paint, layout, details } = options;
  const title = terminalText(explanation?.title ?? key, NAME_CHARACTERS);
  const lines = wrap(all.length === 1 ? title : `${title} (${count(all.length)})`, width).map(paint.heading);
  for (const row of rows) lines.push(...rowLines(row, layout, width, paint));
  const hidden = all.length - rows.length;
  if (hidden > 0)
    lines.push(
      ...wrap(
        `and ${count(hidden)} more like ${rows.length === 1 ? 'this' : 'these'}: see ${details}`,
        width,
        SEPARATOR,
      ),
    );
  const advice = terminalText(explanation?.summary ?? '', TITLE_CHARACTERS);
  if (advice !== '') lines.push(...wrap(advice, width, `${SEPARATOR}Next: `, `${SEPARATOR}      `));
  return lines;
}

function rowLines(row: SummaryRow, layout: ColumnWidths, width: number, paint: Paint): string[] {
  const brush = paint.severity[row.severity];
  if (layout === undefined) {
    const place = flow([pad(row.severity, SEVERITY_COLUMNS), row.where], width, SEPARATOR, SEPARATOR + SEPARATOR);
    const rest = [row.what, row.owner].filter((text) => text !== '').join(' · ');
    return [
      ...place.map((line, i) => (i === 0 ? line.replace(row.severity, brush) : line)),
      ...wrap(rest, width, SEPARATOR + SEPARATOR),
    ];
  }
  const where = pad(row.where, layout.where);
  const what = pad(cut(row.what, layout.what), layout.what);
  const severity = brush(pad(row.severity, SEVERITY_COLUMNS));
  return [[SEPARATOR + severity, where, what, cut(row.owner, layout.owner)].join(SEPARATOR).trimEnd()];
}
