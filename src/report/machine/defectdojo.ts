/**
 * DefectDojo's "Generic Findings Import" in JSON. It knows a finding again by title, description, CWE and service alone:
 * nothing that changes from run to run may stand in them. One key that it does not know aborts the whole import.
 */

import type { Explanation } from '../../domain/explanation.ts';
import { isAccepted } from '../../domain/exposure.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Report } from '../../domain/report.ts';
import { dayIn } from '../../domain/time.ts';
import { jsonText, tagText } from '../../text/escape.ts';
import { PARAGRAPH_CHARACTERS } from '../../text/limits.ts';
import {
  acceptanceText,
  addressOf,
  capitalized,
  cweOf,
  endpointText,
  evidenceText,
  explanationOf,
  isVerified,
  line,
  partialText,
  titleOf,
  unresolvedFindings,
} from '../view/facts.ts';

export function* renderDefectDojo(report: Report): Iterable<string> {
  const { run } = report;
  const description = `Run ${line(run.id, 100)} from ${line(run.vantage, 100)}, ${run.startedAt} to ${run.finishedAt}. ${partialText(report) ?? `${run.coverage.tested} of ${run.coverage.endpoints} endpoints were tested.`}`;
  const head = {
    name: 'Seawall',
    version: line(run.version, 100),
    description,
    dynamic_tool: true,
    static_tool: false,
  };
  yield `${jsonText(head).slice(0, -1)},\n"findings": [`;
  let separator = '\n';
  for (const finding of unresolvedFindings(report)) {
    yield `${separator}${jsonText(findingOf(report, finding))}`;
    separator = ',\n';
  }
  yield '\n]}\n';
}

function findingOf(report: Report, finding: Finding): Record<string, unknown> {
  const explanation = explanationOf(report, finding);
  const host = addressOf(finding);
  const accepted = isAccepted(finding);
  return {
    title: line(titleOf(report, finding), 500),
    severity: capitalized(finding.severity),
    description: descriptionOf(explanation) || line(explanation.title) || finding.verdict,
    ...impactOf(explanation),
    steps_to_reproduce: stepsOf(finding),
    ...(accepted && { severity_justification: acceptanceText(finding.standing?.acceptance) }),
    references: explanation.references.map(({ id, title, url }) => line([id, title, url ?? ''].join(' '))).join('\n'),
    date: dayIn(finding.firstSeen),
    planned_remediation_date: dayIn(finding.standing?.due ?? ''),
    active: !accepted,
    verified: isVerified(finding),
    risk_accepted: accepted,
    dynamic_finding: true,
    static_finding: false,
    unique_id_from_tool: line(finding.id, 200),
    vuln_id_from_tool: line(finding.explanation, 200),
    service: line(finding.owner, 200),
    tags: [...new Set([finding.verdict, ...finding.tags.map(tagText)])].filter((tag) => tag !== '').slice(0, 20),
    // The scheme that engines use for themselves; that of the answer may change from run to run.
    ...(host !== undefined && { endpoints: [{ host, port: finding.port, protocol: 'tcp' }] }),
  };
}

/** What the rule says, and nothing of the endpoint: see the top of this file. */
function descriptionOf({ meaning, proved, notTested }: Explanation): string {
  const parts = [
    ['', meaning],
    ['Proved: ', proved],
    ['Not tested: ', notTested],
  ];
  return parts
    .filter(([, text]) => text !== '')
    .map(([name = '', text = '']) => name + line(text, PARAGRAPH_CHARACTERS))
    .join('\n\n');
}

function impactOf(explanation: Explanation): Record<string, unknown> {
  const { follows, remediation, cvss } = explanation;
  return {
    impact: line(follows, PARAGRAPH_CHARACTERS),
    mitigation: remediation.map((step, i) => `${i + 1}. ${line(step, PARAGRAPH_CHARACTERS)}`).join('\n'),
    cwe: cweOf(explanation),
    ...(cvss !== undefined &&
      /^CVSS:3\.[01](?:\/[A-Z]{1,3}:[A-Z]){8}$/.test(cvss.vector) && { cvssv3: cvss.vector, cvssv3_score: cvss.score }),
  };
}

/** The evidence is remote text: indented, Markdown shows it as it is. */
function stepsOf(finding: Finding): string {
  const scheme = finding.transport === 'tls' ? 'https' : 'http';
  const lines = [
    `GET ${scheme}://${endpointText(finding)}/version, once, without credentials; from ${line(finding.vantage, 100)}, last answered ${finding.lastSeen}:`,
    '',
    `    ${evidenceText(finding)}`,
    '',
    `Range ${line(finding.range, 100)}, authorised by ${line(finding.reference, 200)}; contact ${line(finding.contact, 200)}.`,
  ];
  if (finding.lifecycle === 'unverified') lines.push('', 'Not seen in the last run, and not known to be closed.');
  return lines.join('\n');
}
