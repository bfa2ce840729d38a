/**
 * `findings.csv`, for people and their spreadsheets: one row per endpoint that answered, and one per living exposure that did
 * not, or was closed in this run.
 */

import { stringify } from 'csv-stringify/sync';
import type { AdvisoryVerdict } from '../../domain/advisory.ts';
import { exposureStateOf, isOpenWork, isOverdue, isSettled, type ReportRow, rowsOf } from '../../domain/exposure.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Report } from '../../domain/report.ts';
import { cell } from '../../text/escape.ts';
import { CELL_CHARACTERS, TITLE_CHARACTERS } from '../../text/limits.ts';
import { acceptedUntil, declarationWord, evidenceText, isUnverified, standingNotes } from '../view/facts.ts';
import type { RenderOptions } from '../view/render-options.ts';
import { verifyCommand } from '../view/verify-command.ts';

/**
 * The columns, in their order. Consumers know them by name and by place: new ones are added at the end only. A table of
 * functions, because a record spread together for each row takes twice the time and memory.
 */
const CELLS = {
  severity: ({ finding }) => finding.severity,
  verdict: ({ finding }) => finding.verdict,
  lifecycle: ({ finding }) => finding.lifecycle ?? '',
  address: ({ finding }) => finding.address,
  port: ({ finding }) => String(finding.port),
  transport: ({ finding }) => finding.transport,
  product: ({ finding }) => finding.product,
  version: ({ finding }) => finding.engine?.version ?? '',
  api_version: ({ finding }) => finding.engine?.apiVersion ?? '',
  os: ({ finding }) => finding.engine?.os ?? '',
  arch: ({ finding }) => finding.engine?.arch ?? '',
  owner: ({ finding }) => finding.owner,
  contact: ({ finding }) => finding.contact,
  range: ({ finding }) => finding.range,
  evidence: evidenceCell,
  remediation: remediationCell,
  first_seen: ({ finding }) => finding.firstSeen,
  last_seen: ({ finding }) => finding.lastSeen,
  reference: ({ finding }) => finding.reference,
  vantage: ({ finding }) => finding.vantage,
  finding_id: ({ finding }) => finding.id,
  run_id: ({ finding }) => finding.runId,
  support: ({ finding }) => supportOf(finding),
  advisories: ({ finding }) => advisoriesOf(finding),
  state: (row) => exposureStateOf(row) ?? '',
  how: ({ finding }) => finding.standing?.exposure?.how ?? '',
  open_since: (row) => (stands(row) ? (row.finding.standing?.openSince ?? '') : ''),
  days_open: (row) => (stands(row) ? String(row.finding.standing?.daysOpen ?? '') : ''),
  due: (row) => (isOpenWork(row) ? (row.finding.standing?.due ?? '') : ''),
  overdue: overdueCell,
  accepted_until: acceptedUntil,
  declared: declarationWord,
  exposure_id: ({ finding }) => finding.standing?.exposure?.id ?? '',
  verify: (row) => (stands(row) && exposureStateOf(row) !== 'closed' ? verifyCommand(row.finding) : ''),
  ticket: ({ finding }) => finding.standing?.remarks?.ticket ?? '',
  assignee: ({ finding }) => finding.standing?.remarks?.assignee ?? '',
  reach: ({ finding }) => finding.standing?.reach?.word ?? '',
} satisfies Readonly<Record<string, (row: ReportRow, explanations: Report['explanations']) => string>>;

const COLUMNS = Object.entries(CELLS);
export const CSV_COLUMNS: readonly string[] = Object.keys(CELLS);

const ROWS_PER_CHUNK = 500;
export const BYTE_ORDER_MARK = '\uFEFF';

/** UTF-8, comma, LF. A row per endpoint that answered, and per exposure that did not or was closed. The byte order mark is for Excel alone: other readers take it for a part of the first name. */
export function* renderCsv(
  report: Pick<Report, 'findings' | 'explanations' | 'history'>,
  { excel = false }: RenderOptions = {},
): Iterable<string> {
  if (excel) yield BYTE_ORDER_MARK;
  const rows = rowsOf(report).filter((row) => row.seen || isUnverified(row) || exposureStateOf(row) === 'closed');
  yield* csvOfRows(rows, report.explanations);
}

/** The same columns for any rows, in their order. */
export function csvOfRows(rows: readonly ReportRow[], explanations: Report['explanations']): Iterable<string> {
  return csvText(CSV_COLUMNS, rows, (row) => COLUMNS.map(([, textOf]) => cell(textOf(row, explanations))));
}

/** A header and one row per item, with quotes where they are needed; the cells are the caller's to make harmless. */
export function* csvText<T>(
  columns: readonly string[],
  items: readonly T[],
  rowOf: (item: T) => string[],
): Iterable<string> {
  yield stringify([[...columns]], { record_delimiter: '\n' });
  for (let i = 0; i < items.length; i += ROWS_PER_CHUNK) {
    yield stringify(items.slice(i, i + ROWS_PER_CHUNK).map(rowOf), { record_delimiter: '\n' });
  }
}

/** Evidence of the last sighting, then notes on its standing, such as the answer that this run met instead. */
function evidenceCell(row: ReportRow): string {
  const notes = standingNotes(row).map((note) => `; ${note}`);
  const most = CELL_CHARACTERS - 1 - notes.reduce((sum, note) => sum + note.length, 0);
  return [evidenceText(row.finding, Math.max(TITLE_CHARACTERS, most)), ...notes].join('');
}

/** Accepted, declared and closed findings have no remediation. */
function remediationCell(row: ReportRow, explanations: Report['explanations']): string {
  const isToDo = !isSettled(row) && (row.seen || row.work !== 'closed');
  return isToDo ? (explanations[row.finding.explanation]?.summary ?? '') : '';
}

/** Whether the row is of an exposure or of other open work: the columns from `state` on are empty for other rows. */
function stands(row: ReportRow): boolean {
  return isOpenWork(row) || exposureStateOf(row) !== null;
}

function overdueCell(row: ReportRow): string {
  if (!isOpenWork(row)) return '';
  return isOverdue(row) ? 'yes' : 'no';
}

function supportOf({ risk }: Finding): string {
  if (risk === undefined) return '';
  const { status, supportEnds } = risk;
  return supportEnds === null || status === 'unknown' ? status : `${status} ${supportEnds}`;
}

/** Ids; a question mark where the builder may have fixed it. Versions that could not be compared have no entry. */
function advisoriesOf({ risk }: Finding): string {
  const matches = risk?.advisories ?? [];
  const ids = (wanted: AdvisoryVerdict, mark: string): string[] =>
    matches.filter(({ verdict }) => verdict === wanted).map(({ id }) => `${id}${mark}`);
  return [...new Set([...ids('affected', ''), ...ids('possibly-affected', '?')])].join(' ');
}
