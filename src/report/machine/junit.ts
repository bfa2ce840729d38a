/**
 * JUnit XML for CI: one test case per finding, a failure where it is high or worse. The first case is the run itself: it
 * passes where everything was tested, so that a file without findings is no empty file.
 */

import { isAccepted } from '../../domain/exposure.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Report } from '../../domain/report.ts';
import { millisecondsOf } from '../../domain/time.ts';
import { isAtLeast } from '../../domain/verdicts.ts';
import { openTag, XML_HEAD, type XmlNode, xmlElement } from '../../text/xml.ts';
import {
  acceptanceText,
  countUnresolved,
  endpointText,
  evidenceText,
  explanationOf,
  line,
  partialText,
  unresolvedFindings,
} from '../view/facts.ts';

const NAME = 'seawall';

export function* renderJunit(report: Report): Iterable<string> {
  const counts = countsOf(report);
  const time = secondsText(report);
  yield XML_HEAD;
  yield openTag('testsuites', {
    '@name': NAME,
    '@tests': counts.tests,
    '@failures': counts.failures,
    '@errors': counts.errors,
    '@time': time,
  });
  yield openTag('testsuite', {
    '@name': NAME,
    '@tests': counts.tests,
    '@failures': counts.failures,
    '@errors': counts.errors,
    '@skipped': counts.skipped,
    '@time': time,
    '@timestamp': report.run.startedAt.slice(0, 19),
  });
  yield xmlElement('properties', { property: propertiesOf(report) });
  yield xmlElement('testcase', runCase(report, time));
  if (counts.findings === 0) yield xmlElement('testcase', caseOf('findings', 'nothing that was tested answered'));
  for (const finding of unresolvedFindings(report)) yield xmlElement('testcase', findingCase(report, finding));
  yield '</testsuite>\n</testsuites>\n';
}

/** Why a finding is no failure, or how bad it is. */
function resultOf(finding: Finding): 'passed' | 'failed' | 'skipped' {
  if (isAccepted(finding) || finding.lifecycle === 'unverified') return 'skipped';
  return isAtLeast(finding.severity, 'high') ? 'failed' : 'passed';
}

function countsOf(report: Report): Record<'findings' | 'tests' | 'failures' | 'errors' | 'skipped', number> {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const finding of unresolvedFindings(report)) counts[resultOf(finding)] += 1;
  const findings = countUnresolved(report);
  const errors = partialText(report) === undefined ? 0 : 1;
  return { findings, tests: 1 + Math.max(1, findings), failures: counts.failed, errors, skipped: counts.skipped };
}

function propertiesOf({ run }: Report): XmlNode[] {
  const facts: [name: string, value: string | number][] = [
    ['run', line(run.id)],
    ['version', line(run.version)],
    ['vantage', line(run.vantage)],
    ['outcome', run.outcome],
    ['coverage_percent', run.coverage.percent],
    ['endpoints_authorised', run.scope.endpoints],
    ['endpoints_in_run', run.coverage.endpoints],
    ['endpoints_tested', run.coverage.tested],
    ...Object.entries(run.states).map(([state, n]): [string, number] => [`state_${state}`, n]),
    ...Object.entries(run.severities).map(([severity, n]): [string, number] => [`findings_${severity}`, n]),
  ];
  return facts.map(([name, value]) => ({ '@name': name, '@value': value }));
}

function caseOf(group: string, name: string): XmlNode {
  return { '@name': name, '@classname': `${NAME}.${group}` };
}

function runCase(report: Report, time: string): XmlNode {
  const { coverage } = report.run;
  const partial = partialText(report);
  return {
    ...caseOf('run', `tested ${coverage.tested} of ${coverage.endpoints} endpoints`),
    '@time': time,
    ...(partial !== undefined && { error: { '@type': 'partial', '@message': partial } }),
  };
}

function findingCase(report: Report, finding: Finding): XmlNode {
  const explanation = explanationOf(report, finding);
  const node = caseOf(finding.verdict, `${endpointText(finding)} ${line(explanation.title, 300)}`);
  const result = resultOf(finding);
  if (result === 'passed') return { ...node, 'system-out': `${finding.severity}: ${evidenceText(finding)}` };
  if (result === 'skipped') return { ...node, skipped: skippedText(finding) };
  return {
    ...node,
    failure: {
      '@type': finding.severity,
      '@message': evidenceText(finding),
      '#text': [
        `Owner: ${line(finding.owner)} (${line(finding.contact)}), range ${line(finding.range)}, ${line(finding.reference)}`,
        ...[explanation.summary, ...explanation.remediation].map((step) => line(step, 4000)),
      ].join('\n'),
    },
  };
}

function skippedText(finding: Finding): string {
  const { standing } = finding;
  if (isAccepted(finding)) return acceptanceText(standing?.acceptance);
  return `not seen in this run, and not known to be closed; last seen ${finding.lastSeen}`;
}

function secondsText({ run }: Report): string {
  const elapsed = (millisecondsOf(run.finishedAt) ?? 0) - (millisecondsOf(run.startedAt) ?? 0);
  return (Math.max(0, elapsed) / 1000).toFixed(3);
}
