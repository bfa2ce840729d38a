/**
 * JUnit XML for CI: one test case per finding, a failure where it is open work of high or worse, seen in this run or not. The
 * first case is the run itself: it passes where everything was tested, so that a file without findings is no empty file.
 */

import { countWork, hasWorkFrom, isOpenWork, isSettled, type ReportRow, rowsOf } from '../../domain/exposure.ts';
import type { Report } from '../../domain/report.ts';
import { millisecondsOf } from '../../domain/time.ts';
import type { Severity } from '../../domain/verdicts.ts';
import { PARAGRAPH_CHARACTERS, TITLE_CHARACTERS } from '../../text/limits.ts';
import { openTag, XML_HEAD, type XmlNode, xmlElement } from '../../text/xml.ts';
import {
  endpointText,
  evidenceText,
  explanationOf,
  line,
  livingRows,
  partialText,
  settledText,
  standingNotes,
} from '../view/facts.ts';
import { perExplanation } from '../view/per-explanation.ts';

const NAME = 'seawall';

/** Milder open work passes, and is counted in the properties. */
const FAILS_FROM: Severity = 'high';

export function* renderJunit(report: Report): Iterable<string> {
  const rows = livingRows(report);
  const counts = countsOf(report, rows);
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
  if (rows.length === 0) yield xmlElement('testcase', caseOf('findings', 'nothing that was tested answered'));
  for (const row of rows) yield xmlElement('testcase', findingCase(report, row));
  yield '</testsuite>\n</testsuites>\n';
}

function resultOf(row: ReportRow): 'passed' | 'failed' | 'skipped' {
  if (isSettled(row)) return 'skipped';
  return hasWorkFrom([row], FAILS_FROM) ? 'failed' : 'passed';
}

function countsOf(
  report: Report,
  rows: readonly ReportRow[],
): Record<'tests' | 'failures' | 'errors' | 'skipped', number> {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const row of rows) counts[resultOf(row)] += 1;
  const errors = partialText(report) === undefined ? 0 : 1;
  return { tests: 1 + Math.max(1, rows.length), failures: counts.failed, errors, skipped: counts.skipped };
}

function propertiesOf(report: Report): XmlNode[] {
  const { run } = report;
  const rows = rowsOf(report);
  const work = countWork(rows);
  const milder = rows.filter((row) => isOpenWork(row) && resultOf(row) === 'passed').length;
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
    ['open_work', work.open],
    ...Object.entries(work.severities).map(([severity, n]): [string, number] => [`open_work_${severity}`, n]),
    [`open_work_below_${FAILS_FROM}`, milder],
    ['overdue', work.overdue],
    ['unverified', work.states.unverified],
    ['accepted', work.states.accepted],
    ['declared', work.states.declared],
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

function findingCase(report: Report, row: ReportRow): XmlNode {
  const { finding } = row;
  const explanation = explanationOf(report, finding);
  const node = caseOf(finding.verdict, `${endpointText(finding)} ${line(explanation.title, TITLE_CHARACTERS)}`);
  const result = resultOf(row);
  if (result === 'skipped') return { ...node, skipped: settledText(report, row) ?? '' };
  const what = [...standingNotes(row), evidenceText(finding)].join('; ');
  if (result === 'passed') return { ...node, 'system-out': `${finding.severity}: ${what}` };
  return {
    ...node,
    failure: {
      '@type': finding.severity,
      '@message': what,
      '#text': [
        `Owner: ${line(finding.owner)} (${line(finding.contact)}), range ${line(finding.range)}, ${line(finding.reference)}`,
        remediationOf(explanation),
      ].join('\n'),
    },
  };
}

const remediationOf = perExplanation(({ summary, remediation }) =>
  [summary, ...remediation].map((step) => line(step, PARAGRAPH_CHARACTERS)).join('\n'),
);

function secondsText({ run }: Report): string {
  const elapsed = (millisecondsOf(run.finishedAt) ?? 0) - (millisecondsOf(run.startedAt) ?? 0);
  return (Math.max(0, elapsed) / 1000).toFixed(3);
}
