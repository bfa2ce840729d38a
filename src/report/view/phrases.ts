/** Phrases that every report for people shares: the headline, counts, days. */

import { countWords } from '../../domain/counts.ts';
import { isExposed, isOpenEngine, isSettled, type ReportRow, sightOf } from '../../domain/exposure.ts';
import type { Finding, Sight } from '../../domain/finding.ts';
import { SIGHTS } from '../../domain/finding.ts';
import type { BrokenDeclaration } from '../../domain/history.ts';
import type { Report } from '../../domain/report.ts';
import type { ReviewGap } from '../../domain/review.ts';
import type { PartialReason } from '../../domain/run.ts';
import { DECLARATIONS } from '../../domain/scope.ts';
import { isEngineVerdict } from '../../domain/verdicts.ts';
import { terminalText } from '../../text/escape.ts';
import { count, plural } from '../../text/numbers.ts';

export const PARTIAL_WORDS: Readonly<Record<PartialReason, string>> = {
  interrupted: 'interrupted',
  'out-of-time': 'out of time',
  killed: 'killed',
  faulted: 'something failed on the way',
  coverage: 'too little coverage',
};

/** The summary of a report in a few sentences. The first is the headline; its consequence follows the colon. */
export function headlineOf({ run, history }: Report, rows: readonly ReportRow[]): string[] {
  const seen = rows.filter(({ work }) => work === 'open').map(({ finding }) => finding);
  const open = seen.filter(isOpenEngine);
  const exposed = seen.filter((finding) => isExposed(finding) && !isOpenEngine(finding));
  const reachable = exposed.filter(({ verdict }) => isEngineVerdict(verdict)).length;
  const planes = exposed.length - reachable;
  const unjudged = seen.filter(({ verdict }) => verdict === 'inconclusive').length;
  const unverified = countWords(SIGHTS, rows, (row) => (row.work === 'unverified' ? (sightOf(row) ?? 'silent') : null));
  const broken = history?.broken?.length ?? 0;
  const sentences: string[] = [];
  if (open.length > 0) sentences.push(openText(open));
  if (reachable > 0)
    sentences.push(`${plural(reachable, 'engine')} reachable by anyone, but what was asked was filtered or refused.`);
  if (planes > 0)
    sentences.push(
      `${plural(planes, 'control plane')} ${planes === 1 ? 'answers' : 'answer'} without asking for credentials.`,
    );
  for (const sight of SIGHTS) if (unverified[sight] > 0) sentences.push(unverifiedSentence(sight, unverified[sight]));
  if (run.coverage.tested === 0) sentences.push('Nothing was tested: this says nothing about exposure.');
  else if (sentences.length === 0) sentences.push(nothingText(rows));
  if (broken > 0) sentences.push(`${plural(broken, 'endpoint')} ${broken === 1 ? 'is' : 'are'} not as declared.`);
  if (unjudged > 0) sentences.push(`${plural(unjudged, 'open endpoint')} could not be judged: look by hand.`);
  return sentences;
}

function openText(open: readonly Finding[]): string {
  const decoys = open.filter(({ qualifiers }) => qualifiers.includes('suspected-decoy')).length;
  const text =
    open.length === 1
      ? '1 engine answers without asking for credentials: expect that whoever reaches it controls it.'
      : `${count(open.length)} engines answer without asking for credentials: expect that whoever reaches them controls them.`;
  return decoys === 0 ? text : `${text} Suspected decoys among them: ${count(decoys)}.`;
}

const UNVERIFIED: Readonly<Record<Sight, readonly [one: string, many: string]>> = {
  silent: [
    'engine that was exposed has fallen silent: not seen is not fixed.',
    'engines that were exposed have fallen silent: not seen is not fixed.',
  ],
  unclear: [
    'engine that was exposed gives an answer that proves nothing now: it counts as exposed.',
    'engines that were exposed give answers that prove nothing now: they count as exposed.',
  ],
  'not-looked-at': [
    'engine that was exposed was not looked at in this run: it counts as exposed.',
    'engines that were exposed were not looked at in this run: they count as exposed.',
  ],
};

function unverifiedSentence(sight: Sight, n: number): string {
  const [one, many] = UNVERIFIED[sight];
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** In a list, beside an endpoint: `silent`, `unclear answer`, `not looked at`; empty for what this run saw. */
export function sightPhrase(row: ReportRow): string {
  const sight = row.work === 'unverified' || !row.seen ? sightOf(row) : undefined;
  return sight === undefined ? '' : SIGHT_PHRASES[sight];
}

const SIGHT_PHRASES: Readonly<Record<Sight, string>> = {
  silent: 'silent',
  unclear: 'unclear answer',
  'not-looked-at': 'not looked at',
};

function nothingText(rows: readonly ReportRow[]): string {
  const beyond = rows.some(isSettled) ? ', beyond what is accepted or declared' : '';
  return `No exposed engine found in what was tested${beyond}.`;
}

/** Counts of accepted and declared findings in words; empty where there are none. */
export function settledPhrases(rows: readonly ReportRow[]): string[] {
  const settled = rows.filter(isSettled);
  const accepted = settled.filter(({ work }) => work === 'accepted').length;
  const declared = countWords(DECLARATIONS, settled, ({ work, finding }) =>
    work === 'declared' ? (finding.declared ?? null) : null,
  );
  const parts = [
    [accepted, 'accepted'],
    [declared.decoy, declared.decoy === 1 ? 'declared decoy, as declared' : 'declared decoys, as declared'],
    [
      declared.mtls,
      declared.mtls === 1 ? 'declared mTLS endpoint, as declared' : 'declared mTLS endpoints, as declared',
    ],
  ] as const;
  return parts.filter(([n]) => n > 0).map(([n, what]) => `${count(n)} ${what}`);
}

/** `is declared a decoy, and closed`, after the endpoint. */
export function brokenPhrase({ is, what }: BrokenDeclaration): string {
  return `is declared ${is === 'mtls' ? 'mTLS' : 'a decoy'}, and ${what}`;
}

/** `100 of 132` where a list is cut, otherwise the number of its rows. */
export function shownOf(shown: number, all: number): string {
  return shown < all ? `${count(shown)} of ${count(all)}` : count(all);
}

/** `2026-03-01 02:03 UTC` */
export function minuteOf(iso: string): string {
  return terminalText(iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*$/s, '$1 $2 UTC'), 40);
}

/** The day of a time in ISO 8601; of other text, its first ten characters. */
export function dayText(iso: string): string {
  return iso.slice(0, 10);
}

/** A duration in whole days. */
export function daysText(days: number): string {
  return days === 0 ? 'since today' : plural(days, 'day');
}

/** Counts of items by word, in the order of the list, without the words that do not occur. */
export function countBy<T, W extends string>(
  items: Iterable<T>,
  words: readonly W[],
  wordOf: (item: T) => W,
): [word: W, n: number][] {
  const counts = countWords(words, items, wordOf);
  return words.flatMap((word): [W, number][] => (counts[word] === 0 ? [] : [[word, counts[word]]]));
}

/** Why a reviewed acceptance covers nothing. */
const GAP_PHRASES: Readonly<Record<ReviewGap, string>> = {
  'nothing-there': 'nothing is exposed there',
  'opened-later': 'what is exposed there opened on its first day or later',
  'other-verdict': 'what is exposed there is another verdict than it names',
};

export function gapPhrase(gap: ReviewGap): string {
  return GAP_PHRASES[gap];
}
