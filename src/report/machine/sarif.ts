/**
 * SARIF 2.1.0. A result stands at the line of the scope file that authorises the range: a file that is in the repository,
 * and a line that its owner knows. Written also when nothing was found, so that old alerts close.
 */

import { isAccepted } from '../../domain/exposure.ts';
import type { Finding, Lifecycle } from '../../domain/finding.ts';
import type { Report } from '../../domain/report.ts';
import type { AuthorizedRange } from '../../domain/scope.ts';
import { jsonText, sarifText } from '../../text/escape.ts';
import { createRangeFinder } from '../view/authorizing-range.ts';
import {
  acceptanceText,
  countUnresolved,
  evidenceText,
  line,
  partialText,
  titleOf,
  unresolvedFindings,
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
  const rules = rulesOf(report);
  const places = new Map(rules.map(({ id }, i) => [id, i]));
  const driver = { name: 'Seawall', version: line(run.version, 100), semanticVersion: semanticVersion(run.version) };
  yield `{\n"version": "2.1.0",\n"$schema": "https://json.schemastore.org/sarif-2.1.0.json",\n"runs": [{\n`;
  yield `"tool": ${jsonText({ driver: { ...driver, rules } }, 1)},\n`;
  yield `"automationDetails": ${jsonText({ id: `seawall/${line(run.vantage, 100)}/` })},\n`;
  yield `"invocations": ${jsonText([invocation(report)], 1)},\n`;
  yield `"results": [`;
  const rangeOf = createRangeFinder(report.scope);
  let results = 0;
  for (const finding of unresolvedFindings(report)) {
    if (results === MAX_RESULTS) break;
    const result = resultOf(report, finding, rangeOf(finding), places.get(finding.explanation));
    yield `${results === 0 ? '\n' : ',\n'}${jsonText(result)}`;
    results += 1;
  }
  yield '\n]\n}]\n}\n';
}

/** Undefined for what is none: the property's readers compare. */
function semanticVersion(version: string): string | undefined {
  return /^\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/.test(version) ? version : undefined;
}

/** Never the command line: it may hold what nobody wants in somebody else's platform. */
function invocation(report: Report): Record<string, unknown> {
  const { run } = report;
  const total = countUnresolved(report);
  const left = `Only the worst ${MAX_RESULTS} of ${total} findings are listed, the most that a SARIF file may hold for its readers: see findings.csv for all.`;
  const notices = [partialText(report), total > MAX_RESULTS ? left : undefined, ...run.faults.slice(0, 20)];
  return {
    executionSuccessful: run.outcome === 'finished',
    startTimeUtc: run.startedAt,
    endTimeUtc: run.finishedAt,
    toolExecutionNotifications: notices.flatMap((text) =>
      text === undefined ? [] : [{ level: 'warning', message: { text: sarifText(text, 1000) } }],
    ),
    properties: { run: line(run.id, 100), coverage: run.coverage, states: run.states },
  };
}

function resultOf(
  report: Report,
  finding: Finding,
  range: AuthorizedRange | undefined,
  ruleIndex: number | undefined,
): Record<string, unknown> {
  const { id, severity, lifecycle } = finding;
  return {
    ruleId: finding.explanation,
    ruleIndex,
    // DefectDojo drops every other kind.
    kind: 'fail',
    level: LEVELS[severity],
    message: { text: sarifText(messageOf(report, finding), 2000) },
    locations: [locationOf(report, finding, range)],
    // GitHub compares the first; it takes equal lines for equal alerts unless somebody fills it in.
    partialFingerprints: { primaryLocationLineHash: `${line(id, 100)}:1`, 'seawallFindingId/v1': line(id, 100) },
    baselineState: lifecycle === null ? undefined : BASELINES[lifecycle],
    suppressions: isAccepted(finding)
      ? [{ kind: 'external', status: 'accepted', justification: acceptanceText(finding.standing?.acceptance) }]
      : undefined,
    properties: {
      verdict: finding.verdict,
      severity,
      lifecycle,
      address: line(finding.address, 100),
      port: finding.port,
      owner: line(finding.owner),
      reference: line(finding.reference),
    },
  };
}

function messageOf(report: Report, finding: Finding): string {
  const seen =
    finding.lifecycle === 'unverified' ? 'Not seen in this run, and not known to be closed. Last seen' : 'Seen';
  return `${titleOf(report, finding)}. ${seen}: ${evidenceText(finding)} (${finding.lastSeen})`;
}

function locationOf(report: Report, finding: Finding, range: AuthorizedRange | undefined): Record<string, unknown> {
  const file = range?.file ?? report.scope.files[0] ?? '';
  return {
    physicalLocation: {
      artifactLocation: artifactOf(file),
      region: { startLine: Math.max(1, range?.line ?? 1) },
    },
    logicalLocations: [{ name: `${line(finding.address, 100)} port ${finding.port}`, kind: 'resource' }],
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
