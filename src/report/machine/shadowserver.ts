/**
 * Shadowserver's "Accessible Docker Service" CSV, as IntelMQ's parser of that report reads it: no byte order mark, bare
 * IPv6 addresses, and no apostrophes before formulas, which it would keep as part of the value: where a formula would start, its
 * sign is replaced. No genuine value of an engine begins with one.
 */

import type { ReportRow } from '../../domain/exposure.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Report } from '../../domain/report.ts';
import { dayIn } from '../../domain/time.ts';
import { answersVersion } from '../../domain/verdicts.ts';
import { signlessCell } from '../../text/escape.ts';
import { addressOf, livingRows, workTags } from '../view/facts.ts';
import { orgOf, type RenderOptions } from '../view/render-options.ts';
import { csvText } from './csv.ts';

/** https://github.com/The-Shadowserver-Foundation/report_schema, type `scan_docker`, as of March 2026. */
export const SHADOWSERVER_COLUMNS = [
  ...['timestamp', 'severity', 'ip', 'protocol', 'port', 'hostname', 'tag', 'asn', 'geo', 'region', 'city', 'naics'],
  ...['hostname_source', 'sector', 'version', 'http', 'http_code', 'http_reason', 'content_type', 'server', 'date'],
  ...['experimental', 'api_version', 'arch', 'go_version', 'os', 'kernel_version', 'git_commit', 'min_api_version'],
  ...['build_time', 'pkg_version'],
] as const;

/** Readers find the type between the hyphens, and take letters, digits and `_` alone around it. */
export function shadowserverFile({ run }: Report, options: RenderOptions): string {
  return `${dayIn(run.finishedAt) ?? '1970-01-01'}-scan_docker-${orgOf(options)}.csv`;
}

/** Engines that told their version to a stranger, when they were last seen; without decoys that the scope file declares. */
export function renderShadowserver(report: Report): Iterable<string> {
  const accessible = livingRows(report).filter(
    ({ finding: { verdict, declared } }) => answersVersion(verdict) && declared !== 'decoy',
  );
  return csvText(SHADOWSERVER_COLUMNS, accessible, eventCells);
}

function eventCells(row: ReportRow): string[] {
  const { finding } = row;
  const { engine, http } = finding;
  const cells: Partial<Record<(typeof SHADOWSERVER_COLUMNS)[number], string>> = {
    timestamp: timestampOf(finding.lastSeen),
    severity: finding.severity,
    ip: addressOf(finding) ?? '',
    protocol: 'tcp',
    port: String(finding.port),
    tag: tagsOf(row).join(';'),
    version: engine?.version ?? '',
    http: http === undefined ? '' : `HTTP/${http.version}`,
    http_code: http === undefined || !Number.isInteger(http.status) ? '' : String(http.status),
    http_reason: http?.reason ?? '',
    content_type: http?.contentType ?? '',
    server: http?.server ?? '',
    date: http?.date ?? '',
    experimental: experimentalOf(finding),
    api_version: engine?.apiVersion ?? '',
    arch: engine?.arch ?? '',
    go_version: engine?.goVersion ?? '',
    os: engine?.os ?? '',
    kernel_version: engine?.kernelVersion ?? '',
    git_commit: engine?.gitCommit ?? '',
    min_api_version: engine?.minApiVersion ?? '',
    build_time: engine?.buildTime ?? '',
    pkg_version: ownText(engine?.other, 'PkgVersion'),
  };
  return SHADOWSERVER_COLUMNS.map((column) => signlessCell(cells[column] ?? ''));
}

/** `2026-03-01 02:00:07`, UTC without saying so: readers append the zone. */
function timestampOf(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ');
}

function tagsOf(row: ReportRow): string[] {
  const { product, engine, qualifiers } = row.finding;
  const tags = new Set(['docker', ...(product === '' ? [] : [product]), ...qualifiers, ...workTags(row)]);
  if (engine?.rootless === true) tags.add('rootless');
  return [...tags];
}

/** Left out by engines where it is false, and by newer ones at the top level. */
function experimentalOf({ engine }: Finding): string {
  const details = engine?.components.find(({ name }) => name === 'Engine')?.details;
  return ownText(details, 'Experimental') || ownText(engine?.other, 'Experimental');
}

function ownText(record: Readonly<Record<string, string>> | undefined, key: string): string {
  return record !== undefined && Object.hasOwn(record, key) ? (record[key] ?? '') : '';
}
