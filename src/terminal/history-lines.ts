/** The terminal summary against earlier runs: what changed, what is overdue, what vanished, acceptances. */

import { formatHostPort } from '../domain/address.ts';
import { isExposed, type ReportRow } from '../domain/exposure.ts';
import type { Acceptance } from '../domain/finding.ts';
import type { BrokenDeclaration, History, UnmatchedAcceptance } from '../domain/history.ts';
import type { Report } from '../domain/report.ts';
import { changesOf, countStandings } from '../report/view/changes.ts';
import { brokenPhrase, dayText, gapPhrase, settledPhrases } from '../report/view/phrases.ts';
import type { Worklist } from '../report/view/worklist.ts';
import { flow, separate, wrap } from '../text/columns.ts';
import { terminalText } from '../text/escape.ts';
import { TITLE_CHARACTERS } from '../text/limits.ts';
import { count } from '../text/numbers.ts';
import type { Paint } from '../text/paint.ts';

const MAX_LISTED = 5;
const MOVED = ['new', 'reopened', 'changed', 'resolved', 'unverified'] as const;

export function historyLines({ history }: Report, worklist: Worklist, width: number, paint: Paint): string[] {
  const beside = settledLines(worklist, width);
  if (history === undefined) return beside.length === 0 ? [] : ['', ...beside];
  const { overdue, silent, closed } = changesOf(worklist.rows);
  // Not seen is not fixed: silent findings come before closed ones.
  const vanished = [...silent, ...closed.filter(({ finding }) => isExposed(finding))];
  return [
    '',
    ...movedLines(history, worklist, width, paint),
    ...beside,
    ...listed(history.broken ?? [], width, paint, notAsDeclared),
    ...listed(overdue, width, paint, overdueText),
    ...listed(vanished, width, paint, vanishedText),
    ...acceptanceLines(history, width, paint),
  ];
}

function movedLines({ previous }: History, { rows, counts }: Worklist, width: number, paint: Paint): string[] {
  const standings = countStandings(rows);
  const parts = MOVED.filter((word) => standings[word] > 0).map((word) => `${count(standings[word])} ${word}`);
  if (counts.overdue > 0) parts.push(paint.warning(`${count(counts.overdue)} overdue`));
  const since = previous === null ? 'First run from here:' : `Since ${dayText(previous.at)}:`;
  return flow([since, ...separate(parts.length === 0 ? ['nothing changed'] : parts, ',')], width);
}

function settledLines({ rows }: Worklist, width: number): string[] {
  const said = settledPhrases(rows);
  return said.length === 0 ? [] : flow(['Not counted above:', ...separate(said, ',')], width);
}

function notAsDeclared(broken: BrokenDeclaration): string {
  return `NOT AS DECLARED: ${formatHostPort(broken.address, broken.port)} ${brokenPhrase(broken)}`;
}

function overdueText({ finding: { address, port, severity, owner, standing } }: ReportRow): string {
  return `OVERDUE since ${standing?.due}: ${formatHostPort(address, port)}, ${severity}, open ${count(standing?.daysOpen ?? 0)} days, ${owner}`;
}

/** An exposed engine that is not to be seen any more, with why that proves nothing, or what proves it. */
function vanishedText({ work, finding: { address, port, standing } }: ReportRow): string {
  return `${work === 'closed' ? 'Resolved' : 'Unverified'}: ${formatHostPort(address, port)}: ${standing?.changes.join('; ') ?? ''}`;
}

function acceptanceLines({ acceptances }: History, width: number, paint: Paint): string[] {
  const text =
    (word: string) =>
    ({ findingId, until, owner, reason, by }: Acceptance): string =>
      `Acceptance ${findingId === '' ? by : `of ${findingId}`} (${owner}: ${reason}) ${word} ${until}`;
  return [
    ...listed(acceptances.expired, width, paint, text('EXPIRED on')),
    ...listed(acceptances.expiring, width, paint, text('ends on')),
    ...listed(acceptances.unmatched, width, paint, (one) => `${text('holds until')(one)}, and ${coversNothing(one)}`),
  ];
}

function coversNothing({ gap }: UnmatchedAcceptance): string {
  return gap === undefined ? 'matches no finding that it covers' : `covers nothing: ${gapPhrase(gap)}`;
}

function listed<T>(entries: readonly T[], width: number, paint: Paint, textOf: (entry: T) => string): string[] {
  const lines = entries
    .slice(0, MAX_LISTED)
    .flatMap((entry) => wrap(terminalText(textOf(entry), TITLE_CHARACTERS), width, '', '  ').map(paint.warning));
  const more = entries.length - MAX_LISTED;
  return more > 0 ? [...lines, ...wrap(`and ${count(more)} more of ${count(entries.length)}`, width, '  ')] : lines;
}
