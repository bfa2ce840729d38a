/** The table and the JSON of `seawall findings`: findings as they stand today. */

import { formatHostPort } from '../domain/address.ts';
import { isOverdue, rowOfStored } from '../domain/exposure.ts';
import { isInState } from '../domain/finding-filter.ts';
import type { StoredFinding } from '../domain/history.ts';
import { jsonText, terminalText } from '../text/escape.ts';
import { LINE_CHARACTERS } from '../text/limits.ts';
import { count, plural } from '../text/numbers.ts';
import { createPaint } from '../text/paint.ts';
import { layTable, type TableColumn } from '../text/table.ts';

const STORED_FINDINGS_SCHEMA = 'seawall.remembered/1';

/** Characters of an id in a narrow table, at least: commands take the beginning of an id. */
const MIN_ID_CHARACTERS = 8;

export interface FindingsTableOptions {
  /** Columns that a line may take: see `tableWidth`. */
  width: number;
  color: boolean;
  /** How many there are, where fewer are listed. */
  total?: number;
  /** One line on what is not listed. */
  note?: string;
}

/** One line for each finding, then their number. */
export function renderFindingsTable(
  findings: readonly StoredFinding[],
  { width, color, total = findings.length, note }: FindingsTableOptions,
): string {
  const notes = note === undefined ? '' : `${note}\n`;
  if (total === 0) return `No findings.\n${notes}`;
  const paint = createPaint(color);
  const { head, lines } = layTable(columnsFor(findings), findings, width);
  const painted = findings.map((stored, i) => {
    const text = lines[i] ?? '';
    return isOverdueToday(stored) ? paint.warning(text) : paint.severity[stored.finding.severity](text);
  });
  const overdue = findings.filter(isOverdueToday).length;
  const shown =
    findings.length < total ? `${count(findings.length)} of ${plural(total, 'finding')}` : plural(total, 'finding');
  const sum = `${shown}${overdue === 0 ? '' : `, ${count(overdue)} overdue`}`;
  return `${[paint.heading(head), ...painted, sum].join('\n')}\n${notes}`;
}

function columnsFor(findings: readonly StoredFinding[]): TableColumn<StoredFinding>[] {
  const digits = shortestId(findings.map(idOf));
  const vantages = new Set(findings.map(({ finding }) => finding.vantage));
  return [
    { head: 'ID', cell: idOf, short: (stored) => idOf(stored).slice(0, digits) },
    { head: 'SEVERITY', cell: ({ finding }) => finding.severity },
    { head: 'WHERE', cell: whereOf, least: 21 },
    { head: 'VERDICT', cell: ({ finding }) => finding.verdict, least: 10, leave: 2 },
    { head: 'STATE', cell: stateText, least: 9 },
    { head: 'HOW', cell: ({ finding }) => finding.standing.exposure?.how ?? '', optional: true },
    { head: 'DAYS', cell: ({ finding }) => count(finding.standing.daysOpen), leave: 3 },
    { head: 'DUE', cell: dueText, short: shortDue, optional: true },
    ...(vantages.size > 1
      ? [{ head: 'VANTAGE', cell: ({ finding }: StoredFinding) => finding.vantage, least: 8, leave: 6 }]
      : []),
    {
      head: 'REACH',
      cell: reachText,
      short: ({ finding }) => finding.standing.reach?.word ?? '',
      least: 8,
      leave: 5,
      optional: true,
    },
    { head: 'OWNER', cell: ({ finding }) => terminalText(finding.owner, LINE_CHARACTERS), least: 8, leave: 5 },
    { head: 'TICKET', cell: remarkText('ticket'), least: 8, leave: 4, optional: true },
    { head: 'ASSIGNEE', cell: remarkText('assignee'), least: 8, leave: 1, optional: true },
  ];
}

function remarkText(kind: 'ticket' | 'assignee'): (stored: StoredFinding) => string {
  return ({ finding }) => terminalText(finding.standing.remarks?.[kind] ?? '', LINE_CHARACTERS);
}

/** An endpoint may have had several exposures: each closed one is named by its own id. */
function idOf({ finding: { id, standing } }: StoredFinding): string {
  return standing.exposure?.state === 'closed' ? standing.exposure.id : id;
}

/** Characters that tell all ids apart. */
function shortestId(ids: readonly string[]): number {
  const distinct = new Set(ids).size;
  let length = MIN_ID_CHARACTERS;
  while (length < 16 && new Set(ids.map((id) => id.slice(0, length))).size < distinct) length += 1;
  return length;
}

function whereOf({ finding }: StoredFinding): string {
  return terminalText(formatHostPort(finding.address, finding.port), 60);
}

function stateText(stored: StoredFinding): string {
  const { state, finding } = stored;
  if (isInState(stored, 'closed')) return 'closed';
  const { lifecycle } = finding;
  return lifecycle === null || lifecycle === state || lifecycle === 'persisting' ? state : `${state} (${lifecycle})`;
}

/** The alarm of a place that was filtered without a word is no quiet state. */
function reachText({ finding: { standing } }: StoredFinding): string {
  const { text = '', news } = standing.reach ?? {};
  return terminalText(news === 'newly-filtered' ? `${text}, NO CHANGE RECORDED` : text, LINE_CHARACTERS);
}

function dueText(stored: StoredFinding): string {
  const { acceptance, due } = stored.finding.standing;
  if (acceptance !== null) return `accepted until ${acceptance.until}`;
  return isOverdueToday(stored) ? `${due} OVERDUE` : (due ?? '');
}

function shortDue(stored: StoredFinding): string {
  const { acceptance, due } = stored.finding.standing;
  if (acceptance !== null) return 'accepted';
  return isOverdueToday(stored) ? 'OVERDUE' : (due ?? '');
}

function isOverdueToday(stored: StoredFinding): boolean {
  return isOverdue(rowOfStored(stored));
}

export function renderFindingsJson(findings: readonly StoredFinding[]): string {
  const rows = findings.map((finding) => jsonText(finding));
  return `{\n"schema": ${jsonText(STORED_FINDINGS_SCHEMA)},\n"findings": [${rows.length === 0 ? '' : `\n${rows.join(',\n')}\n`}]\n}\n`;
}
