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

/** Consumers know the columns by name and by place: new ones are added at the end only. */
export const CSV_COLUMNS = [
  'severity',
  'verdict',
  'lifecycle',
  'address',
  'port',
  'transport',
  'product',
  'version',
  'api_version',
  'os',
  'arch',
  'owner',
  'contact',
  'range',
  'evidence',
  'remediation',
  'first_seen',
  'last_seen',
  'reference',
  'vantage',
  'finding_id',
  'run_id',
  'support',
  'advisories',
  'state',
  'how',
  'open_since',
  'days_open',
  'due',
  'overdue',
  'accepted_until',
  'declared',
  'exposure_id',
  'verify',
] as const;

type Cells<C extends string> = Record<C, string>;
type CsvColumn = (typeof CSV_COLUMNS)[number];

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
  return csvText(CSV_COLUMNS, rows, (row) => {
    const cells = { ...findingCells(row, explanations), ...workCells(row) };
    return CSV_COLUMNS.map((column) => cell(cells[column]));
  });
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

type WorkColumn = Extract<
  CsvColumn,
  | 'state'
  | 'how'
  | 'open_since'
  | 'days_open'
  | 'due'
  | 'overdue'
  | 'accepted_until'
  | 'declared'
  | 'exposure_id'
  | 'verify'
>;

function findingCells(row: ReportRow, explanations: Report['explanations']): Cells<Exclude<CsvColumn, WorkColumn>> {
  const { finding } = row;
  const { engine } = finding;
  // Accepted, declared and closed findings have no remediation.
  const isToDo = !isSettled(row) && (row.seen || row.work !== 'closed');
  return {
    severity: finding.severity,
    verdict: finding.verdict,
    lifecycle: finding.lifecycle ?? '',
    address: finding.address,
    port: String(finding.port),
    transport: finding.transport,
    product: finding.product,
    version: engine?.version ?? '',
    api_version: engine?.apiVersion ?? '',
    os: engine?.os ?? '',
    arch: engine?.arch ?? '',
    owner: finding.owner,
    contact: finding.contact,
    range: finding.range,
    evidence: evidenceCell(row),
    remediation: isToDo ? (explanations[finding.explanation]?.summary ?? '') : '',
    first_seen: finding.firstSeen,
    last_seen: finding.lastSeen,
    reference: finding.reference,
    vantage: finding.vantage,
    finding_id: finding.id,
    run_id: finding.runId,
    support: supportOf(finding),
    advisories: advisoriesOf(finding),
  };
}

/** Evidence of the last sighting, then notes on its standing, such as the answer that this run met instead. */
function evidenceCell(row: ReportRow): string {
  const notes = standingNotes(row).map((note) => `; ${note}`);
  const most = CELL_CHARACTERS - 1 - notes.reduce((sum, note) => sum + note.length, 0);
  return [evidenceText(row.finding, Math.max(TITLE_CHARACTERS, most)), ...notes].join('');
}

/** State of an exposure or of other open work; empty cells for other findings. */
function workCells(row: ReportRow): Cells<WorkColumn> {
  const { standing } = row.finding;
  const state = exposureStateOf(row);
  const isWork = isOpenWork(row);
  const stands = state !== null || isWork;
  return {
    state: state ?? '',
    how: '',
    open_since: stands ? (standing?.openSince ?? '') : '',
    days_open: stands ? String(standing?.daysOpen ?? '') : '',
    due: isWork ? (standing?.due ?? '') : '',
    overdue: isWork ? (isOverdue(row) ? 'yes' : 'no') : '',
    accepted_until: acceptedUntil(row),
    declared: declarationWord(row),
    exposure_id: '',
    verify: stands && state !== 'closed' ? verifyCommand(row.finding) : '',
  };
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
