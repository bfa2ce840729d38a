/** The table and the JSON of `seawall findings`: findings as they stand today. */

import { formatHostPort } from '../domain/address.ts';
import { isOverdue, rowOfStored } from '../domain/exposure.ts';
import type { StoredFinding } from '../domain/history.ts';
import { columnsOf, cut, pad } from '../text/columns.ts';
import { jsonText, terminalText } from '../text/escape.ts';
import { count } from '../text/numbers.ts';
import { createPaint } from '../text/paint.ts';

const STORED_FINDINGS_SCHEMA = 'seawall.remembered/1';

const HEADS = ['ID', 'SEVERITY', 'WHERE', 'VERDICT', 'STATE', 'DAYS', 'DUE', 'OWNER'] as const;
const SEPARATOR = '  ';
const MIN_OWNER_COLUMNS = 8;

/** One line for each finding; `width` in columns bounds the line, owner first. */
export function renderFindingsTable(
  findings: readonly StoredFinding[],
  { width, color }: { width: number; color: boolean },
): string {
  if (findings.length === 0) return 'No findings.\n';
  const paint = createPaint(color);
  const rows = findings.map(cellsOf);
  const widths = HEADS.map((head, i) => Math.max(head.length, ...rows.map((row) => columnsOf(row[i] ?? ''))));
  const fixed = widths.slice(0, -1).reduce((sum, columns) => sum + columns + SEPARATOR.length, 0);
  widths[HEADS.length - 1] = Math.max(MIN_OWNER_COLUMNS, width - fixed);
  const line = (cells: readonly string[]): string =>
    cells
      .map((text, i) => pad(cut(text, widths[i] ?? 0), widths[i] ?? 0))
      .join(SEPARATOR)
      .trimEnd();
  const lines = [paint.heading(line(HEADS))];
  for (const [i, stored] of findings.entries()) {
    const text = line(rows[i] ?? []);
    const { finding } = stored;
    lines.push(isOverdueToday(stored) ? paint.warning(text) : paint.severity[finding.severity](text));
  }
  const overdue = findings.filter(isOverdueToday).length;
  lines.push(`${count(findings.length)} findings${overdue === 0 ? '' : `, ${count(overdue)} overdue`}`);
  return `${lines.join('\n')}\n`;
}

function isOverdueToday(stored: StoredFinding): boolean {
  return isOverdue(rowOfStored(stored));
}

function cellsOf(stored: StoredFinding): string[] {
  const { state, finding } = stored;
  const { standing, lifecycle } = finding;
  const due = isOverdueToday(stored) ? `${standing.due} OVERDUE` : (standing.due ?? '');
  const accepted = standing.acceptance === null ? '' : `accepted until ${standing.acceptance.until}`;
  return [
    finding.id,
    finding.severity,
    terminalText(formatHostPort(finding.address, finding.port), 60),
    finding.verdict,
    lifecycle === null || lifecycle === state || lifecycle === 'persisting' ? state : `${state} (${lifecycle})`,
    count(standing.daysOpen),
    accepted || due,
    terminalText(finding.owner, 60),
  ];
}

export function renderFindingsJson(findings: readonly StoredFinding[]): string {
  const rows = findings.map((finding) => jsonText(finding));
  return `{\n"schema": ${jsonText(STORED_FINDINGS_SCHEMA)},\n"findings": [${rows.length === 0 ? '' : `\n${rows.join(',\n')}\n`}]\n}\n`;
}
