/**
 * DefectDojo's "Generic Findings Import" in JSON. It knows a finding again by title, description, CWE and service alone:
 * nothing that changes from run to run may stand in them. One key that it does not know aborts the whole import.
 */

import type { ReportRow } from '../../domain/exposure.ts';
import type { Report } from '../../domain/report.ts';
import { dayIn } from '../../domain/time.ts';
import { jsonText, tagText } from '../../text/escape.ts';
import { ID_CHARACTERS, NAME_CHARACTERS, PARAGRAPH_CHARACTERS, TITLE_CHARACTERS } from '../../text/limits.ts';
import {
  addressOf,
  capitalized,
  cweOf,
  endpointText,
  evidenceText,
  explanationOf,
  isVerified,
  line,
  livingRows,
  partialText,
  settledText,
  standingNotes,
  titleOf,
  workTags,
} from '../view/facts.ts';
import { perExplanation } from '../view/per-explanation.ts';

const MAX_TAGS = 20;

export function* renderDefectDojo(report: Report): Iterable<string> {
  const { run } = report;
  const description = `Run ${line(run.id, ID_CHARACTERS)} from ${line(run.vantage, ID_CHARACTERS)}, ${run.startedAt} to ${run.finishedAt}. ${partialText(report) ?? `${run.coverage.tested} of ${run.coverage.endpoints} endpoints were tested.`}`;
  const head = {
    name: 'Seawall',
    version: line(run.version, ID_CHARACTERS),
    description,
    dynamic_tool: true,
    static_tool: false,
  };
  yield `${jsonText(head).slice(0, -1)},\n"findings": [`;
  let separator = '\n';
  for (const row of livingRows(report)) {
    yield `${separator}${jsonText(importedFinding(report, row))}`;
    separator = ',\n';
  }
  yield '\n]}\n';
}

/**
 * Findings that are as declared are inactive. Accepted ones stay active: `risk_accepted` of the file would close it in the same
 * import and keep it closed when the acceptance has ended, so that acceptances are given in DefectDojo itself.
 */
function importedFinding(report: Report, row: ReportRow): Record<string, unknown> {
  const { finding, work } = row;
  const explanation = explanationOf(report, finding);
  const host = addressOf(finding);
  const settled = settledText(report, row);
  return {
    title: line(titleOf(report, finding), TITLE_CHARACTERS + NAME_CHARACTERS),
    severity: capitalized(finding.severity),
    description: descriptionOf(explanation) || line(explanation.title) || finding.verdict,
    ...impactOf(explanation),
    steps_to_reproduce: stepsOf(row),
    ...(settled !== undefined && { severity_justification: settled }),
    references: referencesOf(explanation),
    date: dayIn(finding.firstSeen),
    planned_remediation_date: dayIn(finding.standing?.due ?? ''),
    active: work !== 'declared',
    verified: isVerified(row),
    dynamic_finding: true,
    static_finding: false,
    unique_id_from_tool: line(finding.id, NAME_CHARACTERS),
    vuln_id_from_tool: line(finding.explanation, NAME_CHARACTERS),
    service: line(finding.owner, NAME_CHARACTERS),
    tags: tagsOf(row),
    // The scheme that engines use for themselves; that of the answer may change from run to run.
    ...(host !== undefined && { endpoints: [{ host, port: finding.port, protocol: 'tcp' }] }),
  };
}

function tagsOf(row: ReportRow): string[] {
  const { verdict, tags } = row.finding;
  return [...new Set([verdict, ...workTags(row), ...tags.map(tagText)])].filter((tag) => tag !== '').slice(0, MAX_TAGS);
}

/** The rule's text, without facts of the endpoint: see the top of this file. */
const descriptionOf = perExplanation(({ meaning, proved, notTested }) => {
  const parts = [
    ['', meaning],
    ['Proved: ', proved],
    ['Not tested: ', notTested],
  ];
  return parts
    .filter(([, text]) => text !== '')
    .map(([name = '', text = '']) => name + line(text, PARAGRAPH_CHARACTERS))
    .join('\n\n');
});

const referencesOf = perExplanation(({ references }) =>
  references.map(({ id, title, url }) => line([id, title, url ?? ''].join(' '))).join('\n'),
);

const impactOf = perExplanation((explanation): Record<string, unknown> => {
  const { follows, remediation, cvss } = explanation;
  return {
    impact: line(follows, PARAGRAPH_CHARACTERS),
    mitigation: remediation.map((step, i) => `${i + 1}. ${line(step, PARAGRAPH_CHARACTERS)}`).join('\n'),
    cwe: cweOf(explanation),
    ...(cvss !== undefined &&
      /^CVSS:3\.[01](?:\/[A-Z]{1,3}:[A-Z]){8}$/.test(cvss.vector) && { cvssv3: cvss.vector, cvssv3_score: cvss.score }),
  };
});

/** The evidence is remote text: indented, Markdown shows it as it is. */
function stepsOf(row: ReportRow): string {
  const { finding } = row;
  const scheme = finding.transport === 'tls' ? 'https' : 'http';
  const lines = [
    `GET ${scheme}://${endpointText(finding)}/version, once, without credentials; from ${line(finding.vantage, ID_CHARACTERS)}, last answered ${finding.lastSeen}:`,
    '',
    `    ${evidenceText(finding)}`,
    '',
    `Range ${line(finding.range, NAME_CHARACTERS)}, authorised by ${line(finding.reference, NAME_CHARACTERS)}; contact ${line(finding.contact, NAME_CHARACTERS)}.`,
  ];
  for (const note of standingNotes(row)) lines.push('', `${note.charAt(0).toUpperCase()}${note.slice(1)}.`);
  return lines.join('\n');
}
