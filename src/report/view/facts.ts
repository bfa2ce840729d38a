/** Texts on a finding that several formats share. */

import { formatHostPort, isAddress } from '../../domain/address.ts';
import type { Explanation } from '../../domain/explanation.ts';
import { evidenceOf, exposureStateOf, isSettled, type ReportRow, rowsOf } from '../../domain/exposure.ts';
import type { Acceptance, Finding } from '../../domain/finding.ts';
import type { Report } from '../../domain/report.ts';
import type { Severity } from '../../domain/verdicts.ts';
import { tagText, terminalText } from '../../text/escape.ts';
import { ID_CHARACTERS, LINE_CHARACTERS, NAME_CHARACTERS, TITLE_CHARACTERS } from '../../text/limits.ts';

/** One printable, bounded line of any text. */
export function line(text: string, max: number = LINE_CHARACTERS): string {
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
  return formatHostPort(line(address, ID_CHARACTERS), port);
}

/** Title of a finding: one line that is the same from run to run as long as the verdict is. */
export function titleOf(report: Report, finding: Finding): string {
  return `${line(explanationOf(report, finding).title, TITLE_CHARACTERS)}: ${endpointText(finding)}`;
}

/** The evidence, ended by the qualifiers, which have no place of their own in most formats. */
export function evidenceText({ evidence, qualifiers }: Finding, max: number = LINE_CHARACTERS): string {
  const seen = line(evidence, max - 100);
  return qualifiers.length === 0 ? seen : [seen, ...qualifiers.map((word) => `[${word}]`)].join(' ');
}

/** Canonical, without brackets; undefined for a malformed address, which no reader of addresses takes. */
export function addressOf({ address }: Finding): string | undefined {
  return isAddress(address) ? address : undefined;
}

/**
 * The rows of a list of findings: every endpoint that answered, and what this run did not see again (`isUnverified`). Worst
 * first, so that a reader who stops early misses the mildest.
 */
export function livingRows(report: Report): ReportRow[] {
  return rowsOf(report).filter((row) => row.seen || isUnverified(row));
}

/** An exposure, or an accepted or declared finding, that this run did not see again and that is not known to be closed. */
export function isUnverified(row: ReportRow): boolean {
  return exposureStateOf(row) === 'unverified' || (isSettled(row) && !row.seen);
}

/** The reason of an acceptance, its owner and its end, in one line. */
export function acceptanceText(acceptance: Acceptance | null | undefined): string {
  if (acceptance === null || acceptance === undefined) return 'accepted';
  const { reason, owner, until } = acceptance;
  return `${line(reason, 500)} (accepted by ${line(owner, ID_CHARACTERS)} until ${line(until, 20)})`;
}

/** `ticket SEC-1, assigned to bob`; empty where nobody said. */
export function remarksText({ standing }: Finding): string {
  const { ticket, assignee } = standing?.remarks ?? {};
  const parts = [
    ticket === undefined ? '' : `ticket ${line(ticket, ID_CHARACTERS)}`,
    assignee === undefined ? '' : `assigned to ${line(assignee, ID_CHARACTERS)}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** `YYYY-MM-DD`; empty where nothing is accepted. */
export function acceptedUntil({ finding, work }: ReportRow): string {
  return work === 'accepted' ? (finding.standing?.acceptance?.until ?? '') : '';
}

/** The acceptance or declaration of a settled row, in one line. Undefined for every other row. */
export function settledText({ scope }: Report, { finding, work }: ReportRow): string | undefined {
  if (work === 'accepted') return acceptanceText(finding.standing?.acceptance);
  if (work !== 'declared') return undefined;
  const { address, port, declared } = finding;
  const reason = scope.known?.find((known) => known.address === address && known.port === port)?.reason ?? '';
  const what = `declared as ${line(declared ?? '', ID_CHARACTERS)} in the scope file`;
  return reason === '' ? what : `${line(reason, 500)} (${what})`;
}

/** `decoy`, `mtls (broken)`: the declaration of the scope file, and whether it is broken; empty without one. */
export function declarationWord({ finding, broken }: ReportRow): string {
  if (finding.declared !== undefined) return line(finding.declared, ID_CHARACTERS);
  return broken === undefined ? '' : `${line(broken.is, ID_CHARACTERS)} (broken)`;
}

/** The breach of a declaration, in one line; undefined where it is kept, or nothing is declared. */
export function brokenText({ finding, broken }: ReportRow): string | undefined {
  if (broken === undefined || finding.declared !== undefined) return undefined;
  return `declared as ${line(broken.is, ID_CHARACTERS)}, and no longer so: ${line(broken.what)}`;
}

/** Reason and last sighting of an unverified row, in one line; undefined for every other row. */
export function unverifiedText(row: ReportRow): string | undefined {
  if (!isUnverified(row)) return undefined;
  const { standing, lastSeen } = row.finding;
  const why = (standing?.changes ?? []).map((change) => line(change, NAME_CHARACTERS)).join('; ');
  return `not seen in this run, and not known to be closed${why === '' ? '' : ` (${why})`}; last seen ${line(lastSeen, 40)}`;
}

/** Notes on a row that is unverified or breaks its declaration, in one line each. */
export function standingNotes(row: ReportRow): string[] {
  return [unverifiedText(row), brokenText(row)].flatMap((text) => text ?? []);
}

/** Whether this run itself saw the verdict's evidence, without a contradiction. */
export function isVerified(row: ReportRow): boolean {
  const { finding } = row;
  const { lifecycle, qualifiers } = finding;
  if (isUnverified(row) || lifecycle === 'unverified') return false;
  return evidenceOf(finding) !== 'unclear' && !qualifiers.includes('suspected-decoy');
}

/** Tags of a row that is settled, unverified, or breaks its declaration. */
export function workTags(row: ReportRow): string[] {
  const { work, finding, broken } = row;
  const tags: string[] = isSettled(row) ? [work] : [];
  if (finding.declared !== undefined) tags.push(tagText(`declared-${finding.declared}`));
  else if (broken !== undefined) tags.push('declaration-broken');
  if (isUnverified(row)) tags.push('unverified');
  return tags;
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
