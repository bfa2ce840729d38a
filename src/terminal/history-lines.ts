/** What the terminal summary says of earlier runs: what moved, what is overdue, and what somebody must look at again. */

import { formatHostPort } from '../domain/address.ts';
import type { Acceptance, Finding } from '../domain/finding.ts';
import type { History } from '../domain/history.ts';
import type { Report } from '../domain/report.ts';
import { isAtLeast } from '../domain/verdicts.ts';
import { flow, separate, wrap } from '../text/columns.ts';
import { terminalText } from '../text/escape.ts';
import { count } from '../text/numbers.ts';
import type { Paint } from '../text/paint.ts';

const LENGTH = 300;
const MAX_LISTED = 5;
const MOVED = ['new', 'reopened', 'changed', 'resolved', 'unverified'] as const;

/** Counted, and no alarm: somebody accepted it, or the scope file declares it. */
export function isSettled({ lifecycle, declared }: Pick<Finding, 'lifecycle' | 'declared'>): boolean {
  return lifecycle === 'accepted' || declared !== undefined;
}

export function historyLines({ history, findings }: Report, width: number, paint: Paint): string[] {
  if (history === undefined) return [];
  return [
    '',
    ...movedLines(history, width, paint),
    ...settledLines(findings, width),
    ...brokenLines(history, width, paint),
    ...overdueLines([...findings, ...history.absent], width, paint),
    ...vanishedLines(history.absent, width, paint),
    ...acceptanceLines(history, width, paint),
  ];
}

function movedLines({ previous, counts, overdue }: History, width: number, paint: Paint): string[] {
  const parts = MOVED.filter((word) => counts[word] > 0).map((word) => `${count(counts[word])} ${word}`);
  if (overdue > 0) parts.push(paint.warning(`${count(overdue)} overdue`));
  const since = previous === null ? 'First run from here:' : `Since ${previous.at.slice(0, 10)}:`;
  return flow([since, ...separate(parts.length === 0 ? ['nothing changed'] : parts, ',')], width);
}

function settledLines(findings: readonly Finding[], width: number): string[] {
  const accepted = findings.filter(({ lifecycle }) => lifecycle === 'accepted').length;
  const declared = findings.filter((finding) => finding.declared !== undefined && finding.lifecycle !== 'accepted');
  const of = (word: string): number => declared.filter((finding) => finding.declared === word).length;
  const parts = [
    [accepted, 'accepted'],
    [of('decoy'), 'declared decoys, as declared'],
    [of('mtls'), 'declared mTLS endpoints, as declared'],
  ] as const;
  const said = parts.filter(([n]) => n > 0).map(([n, what]) => `${count(n)} ${what}`);
  return said.length === 0 ? [] : flow(['Not counted above:', ...separate(said, ',')], width);
}

function brokenLines({ broken = [] }: History, width: number, paint: Paint): string[] {
  return listed(
    broken,
    width,
    paint,
    ({ address, port, is, what }) =>
      `NOT AS DECLARED: ${formatHostPort(address, port)} is declared ${is === 'mtls' ? 'mTLS' : 'a decoy'}, and ${what}`,
  );
}

function overdueLines(findings: readonly Finding[], width: number, paint: Paint): string[] {
  const overdue = findings
    .filter(({ standing }) => standing?.overdue === true)
    .sort((a, b) => ((a.standing?.due ?? '') < (b.standing?.due ?? '') ? -1 : 1));
  return listed(
    overdue,
    width,
    paint,
    ({ address, port, severity, owner, standing }) =>
      `OVERDUE since ${standing?.due}: ${formatHostPort(address, port)}, ${severity}, open ${count(standing?.daysOpen ?? 0)} days, ${owner}`,
  );
}

/** Exposed engines that are not to be seen any more, each with why that proves nothing, or who said so. */
function vanishedLines(absent: readonly Finding[], width: number, paint: Paint): string[] {
  const vanished = absent.filter(
    ({ lifecycle, severity }) =>
      (lifecycle === 'unverified' || lifecycle === 'resolved') && isAtLeast(severity, 'high'),
  );
  return listed(
    vanished,
    width,
    paint,
    ({ address, port, lifecycle, standing }) =>
      `${lifecycle === 'resolved' ? 'Resolved' : 'Unverified'}: ${formatHostPort(address, port)}: ${standing?.changes.join('; ') ?? ''}`,
  );
}

function acceptanceLines({ acceptances }: History, width: number, paint: Paint): string[] {
  const text =
    (word: string) =>
    ({ findingId, until, owner, reason }: Acceptance): string =>
      `Acceptance of ${findingId} (${owner}: ${reason}) ${word} ${until}`;
  return [
    ...listed(acceptances.expired, width, paint, text('EXPIRED on')),
    ...listed(acceptances.expiring, width, paint, text('ends on')),
    ...listed(
      acceptances.unmatched,
      width,
      paint,
      (one) => `${text('holds until')(one)}, and matches no finding that it covers`,
    ),
  ];
}

function listed<T>(entries: readonly T[], width: number, paint: Paint, textOf: (entry: T) => string): string[] {
  const lines = entries
    .slice(0, MAX_LISTED)
    .flatMap((entry) => wrap(terminalText(textOf(entry), LENGTH), width, '', '  ').map(paint.warning));
  const more = entries.length - MAX_LISTED;
  return more > 0 ? [...lines, ...wrap(`and ${count(more)} more like this`, width, '  ')] : lines;
}
