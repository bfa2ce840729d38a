/** `findings.csv`: one row per address and port that answered, for people and their spreadsheets. */

import { stringify } from 'csv-stringify/sync';
import type { AdvisoryVerdict } from '../../domain/advisory.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Report } from '../../domain/report.ts';
import { cell } from '../../text/escape.ts';
import { CELL_CHARACTERS } from '../../text/limits.ts';
import { evidenceText } from '../view/facts.ts';
import type { RenderOptions } from '../view/render-options.ts';

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
] as const;

const ROWS_PER_CHUNK = 500;
export const BYTE_ORDER_MARK = '\uFEFF';

/** UTF-8, comma, LF. The byte order mark is for Excel alone: other readers take it for a part of the first name. */
export function* renderCsv(
  { findings, explanations }: Pick<Report, 'findings' | 'explanations'>,
  { excel = false }: RenderOptions = {},
): Iterable<string> {
  if (excel) yield BYTE_ORDER_MARK;
  yield* csvText(CSV_COLUMNS, findings, (finding) => rowOf(finding, explanations).map(cell));
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

function rowOf(finding: Finding, explanations: Report['explanations']): string[] {
  const { engine } = finding;
  const row: Record<(typeof CSV_COLUMNS)[number], string> = {
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
    evidence: evidenceText(finding, CELL_CHARACTERS),
    remediation: explanations[finding.explanation]?.summary ?? '',
    first_seen: finding.firstSeen,
    last_seen: finding.lastSeen,
    reference: finding.reference,
    vantage: finding.vantage,
    finding_id: finding.id,
    run_id: finding.runId,
    support: supportOf(finding),
    advisories: advisoriesOf(finding),
  };
  return CSV_COLUMNS.map((column) => row[column]);
}

function supportOf({ risk }: Finding): string {
  if (risk === undefined) return '';
  const { status, supportEnds } = risk;
  return supportEnds === null || status === 'unknown' ? status : `${status} ${supportEnds}`;
}

/** Ids; a question mark where the builder may have mended it. What was not comparable is no entry. */
function advisoriesOf({ risk }: Finding): string {
  const matches = risk?.advisories ?? [];
  const ids = (wanted: AdvisoryVerdict, mark: string): string[] =>
    matches.filter(({ verdict }) => verdict === wanted).map(({ id }) => `${id}${mark}`);
  return [...new Set([...ids('affected', ''), ...ids('possibly-affected', '?')])].join(' ');
}
