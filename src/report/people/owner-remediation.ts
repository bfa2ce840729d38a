/** `remediation.md` of an owner: for each kind of finding, what to do, where, and how to see that it is done. */

import { formatHostPort } from '../../domain/address.ts';
import type { Report } from '../../domain/report.ts';
import { markdownCode, markdownText } from '../../text/escape.ts';
import { type Case, groupByCase } from '../view/groups.ts';
import { plural } from '../view/phrases.ts';
import { checksFor, WHEN_TO_CHECK } from '../view/verify-command.ts';

const TEXT_LENGTH = 4000;
const NAME_LENGTH = 200;

export function* renderRemediation(report: Report): Iterable<string> {
  yield '# What to do\n\nNothing was asked but the version; nothing was changed. Contain first, and keep the evidence before anything is restarted.\n\n';
  for (const group of groupByCase(report)) yield* caseText(group);
}

function* caseText({ severity, key, explanation, findings }: Case): Iterable<string> {
  yield `## ${severity}: ${text(explanation?.title ?? key)}\n\n`;
  if (explanation !== undefined) {
    const { proved, follows, notTested, remediation, references } = explanation;
    yield `What was proved: ${text(proved)}\n\nWhat follows: ${text(follows)}\n\nWhat was not tested: ${text(notTested)}\n\n`;
    yield remediation.map((step, i) => `${i + 1}. ${text(step)}\n`).join('');
    if (references.length > 0) yield `\nSee ${references.map(({ id }) => text(id)).join(', ')}.\n`;
    yield '\n';
  }
  yield `### ${plural(findings.length, 'endpoint')}\n\n`;
  for (const finding of findings) {
    yield `- ${markdownCode(formatHostPort(finding.address, finding.port), NAME_LENGTH)}: ${markdownCode(finding.evidence, NAME_LENGTH)}\n`;
  }
  const [first] = findings;
  const checks = first === undefined ? [] : checksFor(first);
  if (checks.length > 0) yield `\nVerify, here for the first of them. ${WHEN_TO_CHECK}\n\n`;
  for (const { where, command, expect } of checks) {
    yield `- ${where === 'host' ? 'on the host' : 'from outside'}: ${markdownCode(command, NAME_LENGTH)} (${expect})\n`;
  }
  yield '\n';
}

function text(value: string): string {
  return markdownText(value, TEXT_LENGTH);
}
