/** `remediation.md` of an owner: for each kind of finding, what to do, where, and how to see that it is done. */

import { formatHostPort } from '../../domain/address.ts';
import { isOverdue, type ReportRow } from '../../domain/exposure.ts';
import type { Report } from '../../domain/report.ts';
import { markdownCode, markdownText } from '../../text/escape.ts';
import { NAME_CHARACTERS, PARAGRAPH_CHARACTERS } from '../../text/limits.ts';
import { count, plural } from '../../text/numbers.ts';
import { remarksText } from '../view/facts.ts';
import { type Case, groupByCase } from '../view/groups.ts';
import { brokenPhrase, dayText, settledPhrases, sightPhrase } from '../view/phrases.ts';
import { checksFor, WHEN_TO_CHECK } from '../view/verify-command.ts';
import { type Worklist, worklistOf } from '../view/worklist.ts';

/** Open work only: informational, accepted and declared findings are counted at the end. */
export function* renderRemediation(report: Report): Iterable<string> {
  const worklist = worklistOf(report);
  yield `# What to do\n\n${workText(worklist)}\n\n`;
  for (const one of report.history?.broken ?? [])
    yield `**Not as declared:** ${code(formatHostPort(one.address, one.port))} ${text(brokenPhrase(one))}\n\n`;
  yield 'Nothing was asked but the version; nothing was changed. Contain first, and keep the evidence before anything is restarted.\n\n';
  for (const group of groupByCase(worklist.open, report.explanations)) yield* caseText(group);
  const beside = besideText(worklist);
  if (beside !== '') yield `Not listed above: ${beside}.\n`;
}

/** The same numbers as on the owner's page and in the sender's index. */
function workText({ counts }: Worklist): string {
  if (counts.open === 0) return 'Nothing to do: no open work in what was tested.';
  const silent = counts.states.unverified;
  const parts = [
    `${plural(counts.open, 'endpoint')} to act on`,
    ...(silent > 0 ? [`${count(silent)} of them unverified: not seen is not fixed`] : []),
    ...(counts.overdue > 0 ? [`**${count(counts.overdue)} overdue**`] : []),
  ];
  return `${parts.join('; ')}.`;
}

function besideText({ counts, rows, findings, open }: Worklist): string {
  const informational = findings.length - open.length;
  const parts = [...(informational > 0 ? [`${count(informational)} for information`] : []), ...settledPhrases(rows)];
  return counts.states.closed > 0 ? [...parts, `${count(counts.states.closed)} closed`].join(', ') : parts.join(', ');
}

function* caseText({ severity, key, explanation, rows }: Case): Iterable<string> {
  yield `## ${severity}: ${text(explanation?.title ?? key)}\n\n`;
  if (explanation !== undefined) {
    const { proved, follows, notTested, remediation, references } = explanation;
    yield `What was proved: ${text(proved)}\n\nWhat follows: ${text(follows)}\n\nWhat was not tested: ${text(notTested)}\n\n`;
    yield remediation.map((step, i) => `${i + 1}. ${text(step)}\n`).join('');
    if (references.length > 0) yield `\nSee ${references.map(({ id }) => text(id)).join(', ')}.\n`;
    yield '\n';
  }
  yield `### ${plural(rows.length, 'endpoint')}\n\n`;
  for (const row of rows) yield `- ${endpointLine(row)}\n`;
  const [first] = rows;
  const checks = first === undefined ? [] : checksFor(first.finding);
  if (checks.length > 0) yield `\nVerify, here for the first of them. ${WHEN_TO_CHECK}\n\n`;
  for (const { where, command, expect } of checks) {
    yield `- ${where === 'host' ? 'on the host' : 'from outside'}: ${code(command)} (${expect})\n`;
  }
  yield '\n';
}

function endpointLine(row: ReportRow): string {
  const { address, port, evidence, lastSeen, standing } = row.finding;
  const silent = row.work === 'unverified' ? `, **${sightPhrase(row)}, last seen ${text(dayText(lastSeen))}**` : '';
  const due = standing?.due ?? null;
  const until = due === null ? '' : isOverdue(row) ? `, **overdue since ${text(due)}**` : `, due ${text(due)}`;
  const said = remarksText(row.finding);
  const whose = said === '' ? '' : `, ${text(said)}`;
  return `${code(formatHostPort(address, port))}${silent}${until}${whose}: ${code(evidence)}`;
}

function code(value: string): string {
  return markdownCode(value, NAME_CHARACTERS);
}

function text(value: string): string {
  return markdownText(value, PARAGRAPH_CHARACTERS);
}
