/** `summary.md`: a run for a chat or a ticket: what was found, what to do next, what was tested. */

import { formatHostPort } from '../../domain/address.ts';
import { type Finding, LIFECYCLES } from '../../domain/finding.ts';
import type { Report } from '../../domain/report.ts';
import { SEVERITIES } from '../../domain/verdicts.ts';
import { markdownCode, markdownText } from '../../text/escape.ts';
import { count, percentText } from '../../text/numbers.ts';
import { NOT_TESTED_WORDS } from '../view/coverage.ts';
import { groupByCase, overdueFirst } from '../view/groups.ts';
import { missedSentences, uniformSentences } from '../view/miss-rate.ts';
import { daysText, dayText, meaningOf, minuteOf, PARTIAL_WORDS, plural } from '../view/phrases.ts';

const MAX_ROWS = 20;
const MAX_ACTIONS = 5;
const MAX_LINES = 20;
const TEXT_LENGTH = 120;
const LONG_TEXT = 400;

/** In one piece: it is bounded. */
export function renderMarkdown(report: Report): Iterable<string> {
  const parts = [headline, counts, worst, actions, changes, coverage, scope].map((part) => part(report).join('\n'));
  return [`${parts.filter((text) => text !== '').join('\n\n')}\n`];
}

function headline({ run, ...report }: Report): string[] {
  const [first = '', ...more] = meaningOf({ run, ...report });
  const partial =
    run.outcome === 'finished'
      ? []
      : [
          `**This run is partial** (${run.reasons.map((reason) => PARTIAL_WORDS[reason]).join(', ')}). What was not tested may be exposed.`,
          '',
        ];
  return [
    '# Exposure of container engines',
    '',
    `**${first}** ${more.join(' ')}`.trim(),
    '',
    ...partial,
    `Run ${code(run.id)}, ended ${text(minuteOf(run.finishedAt))}, seen from ${code(run.vantage)}.`,
  ];
}

function counts({ findings, history }: Report): string[] {
  const of = (severity: string): number => findings.filter((finding) => finding.severity === severity).length;
  const lines = [
    `| ${SEVERITIES.join(' | ')} |`,
    `|${SEVERITIES.map(() => ' ---: |').join('')}`,
    `| ${SEVERITIES.map((severity) => count(of(severity))).join(' | ')} |`,
  ];
  if (history === undefined) return lines;
  const states = LIFECYCLES.filter((word) => history.counts[word] > 0).map(
    (word) => `${count(history.counts[word])} ${word}`,
  );
  return [...lines, '', `${[...states, `**${count(history.overdue)} overdue**`].join(', ')}.`];
}

function worst(report: Report): string[] {
  const findings = overdueFirst(report.findings.filter(({ severity }) => severity !== 'info'));
  if (findings.length === 0) return ['## Findings', '', 'None that asks for action.'];
  const more = findings.length - MAX_ROWS;
  return [
    '## Findings',
    '',
    '| severity | endpoint | what answered | owner | standing |',
    '| --- | --- | --- | --- | --- |',
    ...findings.slice(0, MAX_ROWS).map(row),
    ...(more > 0 ? ['', `And ${count(more)} more: see ${code('findings.csv')}.`] : []),
  ];
}

function row(finding: Finding): string {
  const { severity, address, port, product, engine, verdict, qualifiers, owner } = finding;
  const name = [product, engine?.version ?? ''].filter((word) => word !== '').join(' ');
  const what = [code(name === '' ? verdict : name), ...qualifiers].join(' ');
  return `| ${severity} | ${code(formatHostPort(address, port))} | ${what} | ${code(owner)} | ${standing(finding)} |`;
}

function standing({ lifecycle, standing: found, firstSeen }: Finding): string {
  if (found === undefined) return `seen ${text(dayText(firstSeen))}`;
  const due =
    found.due === null
      ? ''
      : found.overdue
        ? `, **overdue since ${code(dayText(found.due))}**`
        : `, due ${code(dayText(found.due))}`;
  return `${lifecycle ?? ''}, ${daysText(found.daysOpen)}${due}`;
}

function actions(report: Report): string[] {
  const cases = groupByCase(report).filter(({ severity }) => severity !== 'info');
  if (cases.length === 0) return [];
  const lines = cases.slice(0, MAX_ACTIONS).map(({ key, explanation, findings }, i) => {
    const title = `**${text(explanation?.title ?? key)}** (${plural(findings.length, 'endpoint')})`;
    return `${i + 1}. ${title}: ${markdownText(explanation?.summary ?? '', LONG_TEXT)}`;
  });
  const more = cases.length - MAX_ACTIONS;
  return [
    '## What to do next',
    '',
    ...lines,
    ...(more > 0 ? ['', `And ${plural(more, 'more kind')} of finding.`] : []),
  ];
}

function changes({ history }: Report): string[] {
  if (history === undefined) return [];
  const { expired, expiring, unmatched } = history.acceptances;
  const lines = [
    ...history.absent
      .slice(0, MAX_LINES)
      .map(
        ({ lifecycle, address, port, owner }) =>
          `- ${lifecycle ?? ''}: ${code(formatHostPort(address, port))}, ${code(owner)}`,
      ),
    ...(history.absent.length > MAX_LINES ? [`- and ${count(history.absent.length - MAX_LINES)} more`] : []),
    ...[
      ['acceptances that expired', expired.length] as const,
      ['acceptances about to expire', expiring.length] as const,
      ['acceptances without a finding', unmatched.length] as const,
    ].flatMap(([name, n]) => (n === 0 ? [] : [`- ${name}: ${count(n)}`])),
  ];
  return lines.length === 0 ? [] : ['## No longer found, and accepted', '', ...lines];
}

function coverage({ run }: Report): string[] {
  const reasons = Object.entries(run.notTested)
    .filter(([, n]) => n > 0)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, MAX_LINES)
    .map(([reason, n]) => `- not tested, ${NOT_TESTED_WORDS.get(reason) ?? code(reason)}: ${count(n)}`);
  return [
    '## Coverage',
    '',
    `${count(run.coverage.tested)} of ${plural(run.coverage.endpoints, 'endpoint')} tested (${percentText(run.coverage.percent)}): ${count(run.states.open)} open, ${count(run.states.closed)} closed, ${count(run.states.filtered)} silent, ${count(run.states.unreachable)} unreachable.`,
    ...(reasons.length === 0 ? [] : ['', ...reasons]),
    ...[...missedSentences(run).map(({ text }) => text), ...uniformSentences(run)].flatMap((line) => [
      '',
      markdownText(line, LONG_TEXT),
    ]),
  ];
}

function scope({ scope: { ranges } }: Report): string[] {
  const lines = ranges
    .slice(0, MAX_LINES)
    .map(
      ({ text: range, owner, authorization: { by, reference, until } }) =>
        `- ${code(range)} ${code(owner)}: authorised by ${code(by)}, ${code(reference)}, until ${code(until)}`,
    );
  const more = ranges.length - MAX_LINES;
  return ['## Scope', '', ...lines, ...(more > 0 ? [`- and ${plural(more, 'more range')}`] : [])];
}

function text(value: string): string {
  return markdownText(value, TEXT_LENGTH);
}

function code(value: string): string {
  return markdownCode(value, TEXT_LENGTH);
}
