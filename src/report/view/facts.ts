/** What several formats say of a finding in the same words. */

import { formatHostPort, parseAddress } from '../../domain/address.ts';
import type { Explanation } from '../../domain/explanation.ts';
import { evidenceOf } from '../../domain/exposure.ts';
import type { Acceptance, Finding } from '../../domain/finding.ts';
import type { Report } from '../../domain/report.ts';
import { compareSeverity, type Severity } from '../../domain/verdicts.ts';
import { terminalText } from '../../text/escape.ts';

/** Longest text of one line, in characters. */
const LINE_LENGTH = 1000;

/** One printable, bounded line of any text. */
export function line(text: string, max: number = LINE_LENGTH): string {
  return terminalText(text, max);
}

/** The finding's explanation; where the report has none, the bare words of the finding. */
export function explanationOf({ explanations }: Report, finding: Finding): Explanation {
  const { explanation: key, verdict, severity } = finding;
  const found = Object.hasOwn(explanations, key) ? explanations[key] : undefined;
  if (found !== undefined) return found;
  const none = { meaning: '', proved: '', follows: '', notTested: '', summary: '', remediation: [], references: [] };
  return { key, verdict, severity, title: verdict, ...none };
}

/** `10.0.0.5:2375`, `[fd00::1]:2375` */
export function endpointText({ address, port }: Finding): string {
  return formatHostPort(line(address, 100), port);
}

/** What is at the address, in one line that names it: stable from run to run as long as the verdict is. */
export function titleOf(report: Report, finding: Finding): string {
  return `${line(explanationOf(report, finding).title, 300)}: ${endpointText(finding)}`;
}

/** The evidence, ended by the qualifiers, which have no place of their own in most formats. */
export function evidenceText({ evidence, qualifiers }: Finding, max: number = LINE_LENGTH): string {
  return [line(evidence, max - 100), ...qualifiers.map((word) => `[${word}]`)].join(' ');
}

/** Canonical, without brackets; undefined for what is no address, which no reader of addresses takes. */
export function addressOf({ address }: Finding): string | undefined {
  return parseAddress(address) === undefined ? undefined : address;
}

/**
 * Findings of this run and those of earlier runs that nobody saw closed: not seen is not fixed. Worst first, as in the
 * report, so that a reader who stops early misses the mildest.
 */
export function* unresolvedFindings({ findings, history }: Report): Iterable<Finding> {
  const isWorse = (a: Finding, b: Finding): boolean => compareSeverity(a.severity, b.severity) < 0;
  const unseen = (history?.absent ?? [])
    .filter(({ lifecycle }) => lifecycle === 'unverified')
    .sort((a, b) => compareSeverity(a.severity, b.severity));
  let next = 0;
  for (const finding of findings) {
    for (let other = unseen[next]; other !== undefined && isWorse(other, finding); other = unseen[next]) {
      yield other;
      next += 1;
    }
    yield finding;
  }
  yield* unseen.slice(next);
}

export function countUnresolved(report: Report): number {
  let n = 0;
  for (const _ of unresolvedFindings(report)) n += 1;
  return n;
}

/** Why somebody lives with the finding, in one line. */
export function acceptanceText(acceptance: Acceptance | null | undefined): string {
  if (acceptance === null || acceptance === undefined) return 'accepted';
  const { reason, owner, until } = acceptance;
  return `${line(reason, 500)} (accepted by ${line(owner, 100)} until ${line(until, 20)})`;
}

/** Whether this run itself saw what the verdict says, and nothing speaks against it. */
export function isVerified(finding: Finding): boolean {
  const { lifecycle, qualifiers } = finding;
  return lifecycle !== 'unverified' && evidenceOf(finding) !== 'unclear' && !qualifiers.includes('suspected-decoy');
}

/** `Critical`: as most platforms spell severities. */
export function capitalized(severity: Severity): string {
  return severity.charAt(0).toUpperCase() + severity.slice(1);
}

/** Number of the CWE that a rule refers to. */
export function cweOf({ references }: Explanation): number | undefined {
  for (const { id } of references) {
    const number = /^CWE-(\d{1,5})$/.exec(id)?.[1];
    if (number !== undefined) return Number(number);
  }
  return undefined;
}

/** Why the run is partial, or undefined. */
export function partialText({ run }: Report): string | undefined {
  if (run.outcome === 'finished') return undefined;
  const reasons = run.reasons.join(', ') || 'reason not recorded';
  return `The run is partial (${reasons}): ${run.coverage.tested} of ${run.coverage.endpoints} endpoints were tested. What was not tested may be exposed.`;
}
