/** A report in a few words, the same in every format for people. */

import { isExposed, isOpenEngine } from '../../domain/exposure.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Report } from '../../domain/report.ts';
import type { PartialReason } from '../../domain/run.ts';
import { terminalText } from '../../text/escape.ts';
import { count } from '../../text/numbers.ts';

export const PARTIAL_WORDS: Readonly<Record<PartialReason, string>> = {
  interrupted: 'interrupted',
  'out-of-time': 'out of time',
  killed: 'killed',
  faulted: 'something failed on the way',
  coverage: 'too little coverage',
};

/** The counts in words: at most three sentences. */
export function meaningOf({ findings, run }: Report, settled = 0): string[] {
  const open = findings.filter(isOpenEngine);
  const reachable = findings.filter((finding) => isExposed(finding) && !isOpenEngine(finding)).length;
  const unjudged = findings.filter(({ verdict }) => verdict === 'inconclusive').length;
  const sentences: string[] = [];
  if (open.length > 0) sentences.push(openText(open));
  if (reachable > 0)
    sentences.push(`${plural(reachable, 'engine')} reachable by anyone, but what was asked was filtered or refused.`);
  if (sentences.length === 0) {
    sentences.push(
      run.coverage.tested === 0
        ? 'Nothing was tested: this says nothing about exposure.'
        : `No exposed engine found in what was tested${settled > 0 ? ', beyond what is accepted or declared' : ''}.`,
    );
  }
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

/** `2026-03-01 02:03 UTC` */
export function minuteOf(iso: string): string {
  return terminalText(iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*$/s, '$1 $2 UTC'), 40);
}

/** The day of a time or a day in ISO 8601; of other text, its beginning. */
export function dayText(iso: string): string {
  return iso.slice(0, 10);
}

/** `1 engine`, `2 engines`, `2 addresses`, `2 retries` */
export function plural(n: number, noun: string): string {
  if (n === 1) return `${count(n)} ${noun}`;
  return `${count(n)} ${noun.endsWith('s') ? `${noun}es` : noun.endsWith('ry') ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;
}

/** For how long, in whole days. */
export function daysText(days: number): string {
  return days === 0 ? 'since today' : plural(days, 'day');
}

/** Counts per word in the order of the list, without the words that do not occur. */
export function countBy<W extends string>(
  findings: readonly Finding[],
  words: readonly W[],
  wordOf: (finding: Finding) => W,
): [word: W, n: number][] {
  const counts = new Map<W, number>();
  for (const finding of findings) counts.set(wordOf(finding), (counts.get(wordOf(finding)) ?? 0) + 1);
  return words.flatMap((word) => {
    const n = counts.get(word);
    return n === undefined ? [] : [[word, n] as [W, number]];
  });
}
