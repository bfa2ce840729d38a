/**
 * SARIF 2.1.0. A result stands at the line of the scope file that authorises the range: a file that is in the repository,
 * and a line that its owner knows. Written also when nothing was found, so that old alerts close.
 */

import type { ReportRow } from '../../domain/exposure.ts';
import type { Finding, Lifecycle } from '../../domain/finding.ts';
import type { Report } from '../../domain/report.ts';
import type { AuthorizedRange } from '../../domain/scope.ts';
import { canonicalMoment } from '../../domain/time.ts';
import { jsonText, sarifText } from '../../text/escape.ts';
import { ID_CHARACTERS, LINE_CHARACTERS } from '../../text/limits.ts';
import { createRangeFinder } from '../view/authorizing-range.ts';
import {
  brokenText,
  declarationWord,
  evidenceText,
  isUnverified,
  line,
  livingRows,
  partialText,
  settledText,
  titleOf,
} from '../view/facts.ts';
import { LEVELS, rulesOf } from './sarif-rules.ts';

/** GitHub refuses files with more results, and shows the first 5,000: the worst stand first. */
export const MAX_RESULTS = 25_000;

const BASELINES: Readonly<Record<Lifecycle, string>> = {
  new: 'new',
  reopened: 'new',
  persisting: 'unchanged',
  accepted: 'unchanged',
  unverified: 'unchanged',
  changed: 'updated',
  resolved: 'absent',
};

export function* renderSarif(report: Report): Iterable<string> {
  const { run } = report;
  const rows = livingRows(report);
  const rules = rulesOf(report, rows);
  const places = new Map(rules.map(({ id }, i) => [id, i]));
  const driver = {
    name: 'Seawall',
    version: line(run.version, ID_CHARACTERS),
    semanticVersion: semanticVersion(run.version),
  };
  yield `{\n"version": "2.1.0",\n"$schema": "https://json.schemastore.org/sarif-2.1.0.json",\n"runs": [{\n`;
  yield `"tool": ${jsonText({ driver: { ...driver, rules } }, 1)},\n`;
  yield `"automationDetails": ${jsonText({ id: `seawall/${line(run.vantage, ID_CHARACTERS)}/` })},\n`;
  yield `"invocations": ${jsonText([invocation(report, rows.length)], 1)},\n`;
  yield `"results": [`;
  const rangeOf = createRangeFinder(report.scope);
  for (const [i, row] of rows.slice(0, MAX_RESULTS).entries()) {
    const { finding } = row;
    const result = resultOf(report, row, rangeOf(finding), places.get(finding.explanation));
    yield `${i === 0 ? '\n' : ',\n'}${jsonText(result)}`;
  }
  yield '\n]\n}]\n}\n';
}

/** Undefined for a malformed value: the property's readers compare. */
function semanticVersion(version: string): string | undefined {
  return /^\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/.test(version) ? version : undefined;
}

/** Never the command line: it may hold secrets, and the file is uploaded to other platforms. */
function invocation(report: Report, total: number): Record<string, unknown> {
  const { run } = report;
  const left = `Only the worst ${MAX_RESULTS} of ${total} findings are listed, the most that a SARIF file may hold for its readers: see findings.csv for all.`;
  const notices = [partialText(report), total > MAX_RESULTS ? left : undefined, ...run.faults.slice(0, 20)];
  return {
    executionSuccessful: run.outcome === 'finished',
    startTimeUtc: run.startedAt,
    endTimeUtc: run.finishedAt,
    toolExecutionNotifications: notices.flatMap((text) =>
      text === undefined ? [] : [{ level: 'warning', message: { text: sarifText(text, LINE_CHARACTERS) } }],
    ),
    properties: { run: line(run.id, ID_CHARACTERS), coverage: run.coverage, states: run.states },
  };
}

function resultOf(
  report: Report,
  row: ReportRow,
  range: AuthorizedRange | undefined,
  ruleIndex: number | undefined,
): Record<string, unknown> {
  const { finding, work } = row;
  const { id, severity, lifecycle } = finding;
  const settled = settledText(report, row);
  return {
    ruleId: finding.explanation,
    ruleIndex,
    // DefectDojo drops every other kind.
    kind: 'fail',
    level: LEVELS[severity],
    message: { text: sarifText(messageOf(report, row), 2 * LINE_CHARACTERS) },
    locations: [locationOf(report, finding, range)],
    // GitHub compares the first; without it, equal lines are taken for equal alerts.
    partialFingerprints: {
      primaryLocationLineHash: `${line(id, ID_CHARACTERS)}:1`,
      'seawallFindingId/v1': line(id, ID_CHARACTERS),
    },
    baselineState: lifecycle === null ? undefined : BASELINES[lifecycle],
    suppressions:
      settled === undefined ? undefined : [{ kind: 'external', status: 'accepted', justification: settled }],
    provenance: {
      firstDetectionTimeUtc: canonicalMoment(finding.firstSeen),
      lastDetectionTimeUtc: canonicalMoment(finding.lastSeen),
    },
    properties: {
      verdict: finding.verdict,
      severity,
      lifecycle,
      work,
      declared: declarationWord(row) || undefined,
      address: line(finding.address, ID_CHARACTERS),
      port: finding.port,
      owner: line(finding.owner),
      reference: line(finding.reference),
    },
  };
}

/** The same from run to run, as long as the endpoint says the same: readers that compare texts know the result again. */
function messageOf(report: Report, row: ReportRow): string {
  const { finding } = row;
  const unseen = isUnverified(row) ? 'Not seen in this run, and not known to be closed. Last seen: ' : '';
  const broken = brokenText(row);
  return `${titleOf(report, finding)}. ${unseen}${evidenceText(finding)}${broken === undefined ? '' : `; ${broken}`}`;
}

function locationOf(report: Report, finding: Finding, range: AuthorizedRange | undefined): Record<string, unknown> {
  const file = range?.file ?? report.scope.files[0] ?? '';
  return {
    physicalLocation: {
      artifactLocation: artifactOf(file),
      region: { startLine: Math.max(1, range?.line ?? 1) },
    },
    logicalLocations: [{ name: `${line(finding.address, ID_CHARACTERS)} port ${finding.port}`, kind: 'resource' }],
  };
}

/** A path below the root of the repository where it is relative, as readers want it; else a file of this machine. */
function artifactOf(file: string): Record<string, string> {
  const names = line(file)
    .replaceAll('\\', '/')
    .split('/')
    .filter((name) => name !== '.' && name !== '');
  const path = names.map((name) => encodeURIComponent(name)).join('/') || 'scope';
  if (file.startsWith('/') || /^[A-Za-z]:[\\/]/.test(file)) return { uri: `file:///${path}` };
  return { uri: path, uriBaseId: '%SRCROOT%' };
}
