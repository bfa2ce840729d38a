/** One host's page: contain, keep the evidence, fix for good, verify, what may break, was it used already, what remains. */

import { formatHostPort } from '../../../domain/address.ts';
import type { ReportRow } from '../../../domain/exposure.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { Report } from '../../../domain/report.ts';
import { markdownCode, markdownText } from '../../../text/escape.ts';
import { NAME_CHARACTERS, PARAGRAPH_CHARACTERS } from '../../../text/limits.ts';
import { dayText, sightPhrase } from '../../view/phrases.ts';
import { checksFor, WHEN_TO_CHECK } from '../../view/verify-command.ts';
import type { Advice, AdviceStep } from './advice.ts';
import { CONTAIN } from './contain.ts';
import { BYPASS, LAYERS } from './defence.ts';
import { FIX } from './fix.ts';
import type { HostCase } from './host.ts';
import { INSTEAD, ROLLBACK } from './instead.ts';
import { EVIDENCE } from './keep-evidence.ts';
import { HURRY, TRACES, VERDICT_ON_MISUSE } from './triage.ts';

export function* renderHost(host: HostCase, report: Report): Iterable<string> {
  yield `# ${code(host.address)}\n\n`;
  if (host.silent) {
    const why = [...new Set(host.rows.map(sightPhrase))].join(', ');
    yield `**Not seen again: not seen is not fixed.** This run did not see the engine (${why}); what follows is the last that was seen. Somebody may have closed the port, moved the engine, or hidden it.\n\n`;
  }
  for (const row of host.rows) yield* seen(row, report);
  yield* section('1. Contain now', CONTAIN, host);
  yield* section('2. Keep the evidence', EVIDENCE, host);
  yield* section('3. Fix for good', FIX, host);
  yield* section('What takes its place', INSTEAD, host, '###');
  yield* verify(host);
  yield* section('5. What may break, and the way back', ROLLBACK, host);
  yield* triage();
  yield* defence();
}

function* seen(row: ReportRow, { explanations }: Report): Iterable<string> {
  const { finding, work } = row;
  const {
    severity,
    explanation: key,
    evidence,
    owner,
    contact,
    firstSeen,
    qualifiers,
    notes,
    risk,
    lastSeen,
  } = finding;
  const explanation = explanations[key];
  yield `**${severity}: ${text(explanation?.title ?? key)}**, port ${finding.port}\n\n`;
  if (explanation !== undefined) {
    yield `- Proved: ${text(explanation.proved)}\n- Follows: ${text(explanation.follows)}\n- Not tested: ${text(explanation.notTested)}\n`;
  }
  yield `- Seen: ${code(evidence)}, first on ${text(dayText(firstSeen))}\n- Owner: ${code(owner)}, ${code(contact)}\n`;
  if (qualifiers.length > 0) yield `- Marked: ${qualifiers.join(', ')}. ${notes.map(text).join('. ')}\n`;
  if (work === 'unverified') yield `- Not seen again (${sightPhrase(row)}): last seen on ${text(dayText(lastSeen))}\n`;
  if (risk !== undefined) yield* age(risk);
  yield '\n';
}

function* age({ line, status, supportEnds, advisories }: NonNullable<Finding['risk']>): Iterable<string> {
  const ends = supportEnds === null ? '' : `, ${status === 'ended' ? 'since' : 'until'} ${supportEnds}`;
  const support = { supported: 'supported', ended: 'support ended', unknown: 'support unknown' }[status];
  const ids = (verdict: string): string =>
    advisories
      .filter((one) => one.verdict === verdict)
      .map(({ id }) => id)
      .join(', ');
  const [affected, possibly] = [ids('affected'), ids('possibly-affected')];
  yield `- Age, which is another matter than the exposure: line ${text(line === '' ? 'unknown' : line)}, ${support} upstream${ends}.`;
  if (affected !== '') yield ` Affected by ${affected}.`;
  if (possibly !== '') yield ` Possibly affected, check the package: ${possibly}.`;
  yield '\n';
}

function* section(title: string, advices: readonly Advice[], host: HostCase, mark = '##'): Iterable<string> {
  const chosen = advices.filter(({ when }) => when(host));
  if (chosen.length === 0) return;
  yield `${mark} ${title}\n\n`;
  for (const { title: name, steps, source } of chosen) {
    yield `${mark}# ${name}\n\n`;
    for (const [i, step] of steps.entries()) yield* stepText(step, i + 1, host);
    yield `\nSource: ${source}\n\n`;
  }
}

function* stepText({ text: words, commands, unchecked }: AdviceStep, number: number, host: HostCase): Iterable<string> {
  yield `${number}. ${unchecked === true ? '*Not checked by us:* ' : ''}${words}\n`;
  if (commands !== undefined) yield fence(commands(host));
}

/** A code block within a list. Lines are ours: placeholders, port numbers, canonical addresses. */
function fence(lines: readonly string[]): string {
  return `\n   ~~~\n${lines.map((line) => `   ${line}\n`).join('')}   ~~~\n\n`;
}

function* verify({ findings }: HostCase): Iterable<string> {
  yield `## 4. Verify\n\n${WHEN_TO_CHECK} A port that closed by itself is no proof: note who closed it, and when.\n\n`;
  for (const finding of findings) {
    for (const { where, command, expect } of checksFor(finding)) {
      yield `- ${where === 'host' ? 'On the host' : 'From outside'}, ${code(formatHostPort(finding.address, finding.port))}: ${expect}\n`;
      yield fence([command]);
    }
  }
}

function* triage(): Iterable<string> {
  yield `## 6. Was it used already?\n\n${HURRY}\n\n`;
  for (const { look, why, source, commands } of TRACES) {
    yield `- [ ] ${look} ${why} (${source})\n`;
    if (commands !== undefined) yield fence(commands);
  }
  yield `\n${VERDICT_ON_MISUSE}\n\n`;
}

function* defence(): Iterable<string> {
  yield `## 7. What remains worth having\n\n**${BYPASS}**\n\n`;
  for (const { name, limits, state, reference } of LAYERS) {
    yield `- **${name}.** ${limits} ${state} (${reference})\n`;
  }
}

function text(value: string): string {
  return markdownText(value, PARAGRAPH_CHARACTERS);
}

function code(value: string): string {
  return markdownCode(value, NAME_CHARACTERS);
}
