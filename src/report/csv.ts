/** `findings.csv`: one row per address and port that answered, for people and their spreadsheets. */

import { stringify } from 'csv-stringify/sync';
import type { Finding, Report } from '../model.ts';
import { CELL_LENGTH, cell, terminalText } from './escape.ts';

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
] as const;

const ROWS_PER_CHUNK = 500;
/** Leaves room in the cell for the qualifiers. */
const EVIDENCE_LENGTH = CELL_LENGTH - 100;

/** UTF-8 with a byte order mark, without which Excel takes the text for another encoding; comma; LF. */
export function* renderCsv(report: Report): Iterable<string> {
  yield stringify([], { bom: true, header: true, columns: [...CSV_COLUMNS] });
  for (let i = 0; i < report.findings.length; i += ROWS_PER_CHUNK) {
    const rows = report.findings.slice(i, i + ROWS_PER_CHUNK).map((finding) => rowOf(finding, report));
    yield stringify(rows, { record_delimiter: '\n' });
  }
}

function rowOf(finding: Finding, report: Report): string[] {
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
    evidence: evidenceOf(finding),
    remediation: report.explanations[finding.explanation]?.summary ?? '',
    first_seen: finding.firstSeen,
    last_seen: finding.lastSeen,
    reference: finding.reference,
    vantage: finding.vantage,
    finding_id: finding.id,
    run_id: finding.runId,
  };
  return CSV_COLUMNS.map((column) => cell(row[column]));
}

/** Qualifiers have no column of their own; they end the evidence. */
function evidenceOf({ evidence, qualifiers }: Finding): string {
  return [terminalText(evidence, EVIDENCE_LENGTH), ...qualifiers.map((word) => `[${word}]`)].join(' ');
}
