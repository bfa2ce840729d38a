/** `summary.md`: a run for a chat or a ticket: what was found, what to do next, what was tested. */

import { formatHostPort } from '../../domain/address.ts';
import { isOverdue, isSettled, type ReportRow } from '../../domain/exposure.ts';
import { LIFECYCLES } from '../../domain/finding.ts';
import type { Report } from '../../domain/report.ts';
import { SEVERITIES } from '../../domain/verdicts.ts';
import { markdownCode, markdownText } from '../../text/escape.ts';
import { NAME_CHARACTERS, TITLE_CHARACTERS } from '../../text/limits.ts';
import { count, percentText, plural } from '../../text/numbers.ts';
import { changesOf, countStandings } from '../view/changes.ts';
import { NOT_TESTED_WORDS } from '../view/coverage.ts';
import { groupByCase, overdueFirst } from '../view/groups.ts';
import { missedSentences, unaskedSentences } from '../view/miss-rate.ts';
import {
  brokenPhrase,
  daysText,
  dayText,
  headlineOf,
  minuteOf,
  PARTIAL_WORDS,
  settledPhrases,
  shownOf,
  sightPhrase,
} from '../view/phrases.ts';
import { spentSentences } from '../view/spent.ts';
import { isAboveInfo, type Worklist, worklistOf } from '../view/worklist.ts';

const MAX_ROWS = 20;
const MAX_ACTIONS = 5;
const MAX_LINES = 20;

/** In one piece: it is bounded. */
export function renderMarkdown(report: Report): Iterable<string> {
  const worklist = worklistOf(report);
  const parts = [headline, counts, findings, actions, changes, settled, coverage, scope].map((part) =>
    part(report, worklist).join('\n'),
  );
  return [`${parts.filter((text) => text !== '').join('\n\n')}\n`];
}

function headline(report: Report, { rows }: Worklist): string[] {
  const { run, history } = report;
  const [first = '', ...more] = headlineOf(report, rows);
  const partial =
    run.outcome === 'finished'
      ? []
      : [
          `**This run is partial** (${run.reasons.map((reason) => PARTIAL_WORDS[reason]).join(', ')}). What was not tested may be exposed.`,
          '',
        ];
  const broken = (history?.broken ?? []).map(
    (one) => `- **Not as declared:** ${endpoint(one)} ${text(brokenPhrase(one))}`,
  );
  return [
    '# Exposure of container engines',
    '',
    `**${first}** ${more.join(' ')}`.trim(),
    '',
    ...partial,
    ...(broken.length === 0 ? [] : [...cutList(broken), '']),
    `Run ${code(run.id)}, ended ${text(minuteOf(run.finishedAt))}, seen from ${code(run.vantage)}.`,
  ];
}

function counts({ history }: Report, { rows, informational, counts: work }: Worklist): string[] {
  const columns: [name: string, n: number][] = SEVERITIES.map((severity) => [severity, work.severities[severity]]);
  if (history !== undefined) columns.push(['unverified', work.states.unverified]);
  columns.push(['for information', informational.length]);
  const lines = [
    `| ${columns.map(([name]) => name).join(' | ')} |`,
    `|${columns.map(() => ' ---: |').join('')}`,
    `| ${columns.map(([, n]) => count(n)).join(' | ')} |`,
  ];
  const beside = settledPhrases(rows);
  if (beside.length > 0) lines.push('', `Not counted above: ${beside.join(', ')}.`);
  if (history === undefined) return lines;
  const standings = countStandings(rows);
  const states = LIFECYCLES.filter((word) => standings[word] > 0).map((word) => `${count(standings[word])} ${word}`);
  return [...lines, '', `${[...states, `**${count(work.overdue)} overdue**`].join(', ')}.`];
}

function findings(_: Report, worklist: Worklist): string[] {
  const rows = overdueFirst(worklist.findings.filter(isAboveInfo));
  if (rows.length === 0) return ['## Findings', '', 'None that asks for action.'];
  return ['## Findings', '', ...table(rows)];
}

/** Accepted and declared findings, apart at the end. */
function settled(_: Report, { settled: rows }: Worklist): string[] {
  return rows.length === 0 ? [] : ['## Accepted and declared: not in the counts above', '', ...table(rows)];
}

function table(rows: readonly ReportRow[]): string[] {
  const more = rows.length - MAX_ROWS;
  return [
    '| severity | endpoint | what answered | owner | standing |',
    '| --- | --- | --- | --- | --- |',
    ...rows.slice(0, MAX_ROWS).map(tableRow),
    ...(more > 0
      ? ['', `${count(MAX_ROWS)} of ${count(rows.length)}; ${count(more)} more: see ${code('findings.csv')}.`]
      : []),
  ];
}

function tableRow(row: ReportRow): string {
  const { severity, product, engine, verdict, qualifiers, owner } = row.finding;
  const name = [product, engine?.version ?? ''].filter((word) => word !== '').join(' ');
  const what = [code(name === '' ? verdict : name), ...qualifiers].join(' ');
  return `| ${severity} | ${endpoint(row.finding)} | ${what} | ${code(owner)} | ${standing(row)} |`;
}

function standing(row: ReportRow): string {
  const { lifecycle, standing: found, declared, firstSeen, lastSeen } = row.finding;
  const parts =
    found === undefined ? [`seen ${text(dayText(firstSeen))}`] : [lifecycle ?? '', daysText(found.daysOpen)];
  if (!row.seen) parts.push(`**${sightPhrase(row)}, last seen ${code(dayText(lastSeen))}**`);
  if (found?.due != null && !isSettled(row))
    parts.push(isOverdue(row) ? `**overdue since ${code(dayText(found.due))}**` : `due ${code(dayText(found.due))}`);
  if (found?.reach !== undefined) parts.push(`reach: ${text(found.reach.text)}`);
  if (found?.acceptance != null) parts.push(`until ${code(dayText(found.acceptance.until))}`);
  if (declared !== undefined) parts.push(`declared ${text(declared)}`);
  return parts.filter((part) => part !== '').join(', ');
}

function actions({ explanations }: Report, { open }: Worklist): string[] {
  const cases = groupByCase(open, explanations);
  if (cases.length === 0) return [];
  const lines = cases.slice(0, MAX_ACTIONS).map(({ key, explanation, rows }, i) => {
    const title = `**${text(explanation?.title ?? key)}** (${plural(rows.length, 'endpoint')})`;
    return `${i + 1}. ${title}: ${markdownText(explanation?.summary ?? '', TITLE_CHARACTERS)}`;
  });
  const more = cases.length - MAX_ACTIONS;
  return [
    '## What to do next',
    '',
    ...lines,
    ...(more > 0 ? ['', `And ${plural(more, 'more kind')} of finding.`] : []),
  ];
}

function changes({ history }: Report, { rows }: Worklist): string[] {
  if (history === undefined) return [];
  const { silent, closed, leftScope, unseen } = changesOf(rows);
  const { expired, expiring, unmatched } = history.acceptances;
  const lines = [
    ...goneList('Not seen again, which proves nothing', silent),
    ...goneList('Closed', closed),
    ...goneList('No longer in the scope', leftScope),
    ...goneList('Not seen again, for information', unseen),
    ...[
      ['Acceptances that expired', expired.length] as const,
      ['Acceptances about to expire', expiring.length] as const,
      ['Acceptances without a finding', unmatched.length] as const,
    ].flatMap(([name, n]) => (n === 0 ? [] : [`- ${name}: ${count(n)}`])),
  ];
  return lines.length === 0 ? [] : ['## No longer found, and acceptances', '', ...lines];
}

function goneList(title: string, rows: readonly ReportRow[]): string[] {
  if (rows.length === 0) return [];
  const places = rows.slice(0, MAX_LINES).map(({ finding }) => `${endpoint(finding)} ${code(finding.owner)}`);
  return [`- ${title} (${shownOf(places.length, rows.length)}): ${places.join(', ')}`];
}

function cutList(lines: readonly string[]): string[] {
  const more = lines.length - MAX_LINES;
  return more > 0 ? [...lines.slice(0, MAX_LINES), `- and ${count(more)} more of ${count(lines.length)}`] : [...lines];
}

function endpoint({ address, port }: { address: string; port: number }): string {
  return code(formatHostPort(address, port));
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
    ...[...missedSentences(run).map(({ text }) => text), ...unaskedSentences(run), ...spentSentences(run)].flatMap(
      (line) => ['', markdownText(line, TITLE_CHARACTERS)],
    ),
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
  return markdownText(value, NAME_CHARACTERS);
}

function code(value: string): string {
  return markdownCode(value, NAME_CHARACTERS);
}
