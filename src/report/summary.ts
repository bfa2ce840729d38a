/** What a person sees when a run ends: what was found, what to do about it, what was tested, where the files are. */

import {
  type Finding,
  type PartialReason,
  type Report,
  type RunRecord,
  SEVERITIES,
  VERDICTS,
  type Verdict,
} from '../model.ts';
import { flow, separate, wrap } from './columns.ts';
import { coverageLines } from './coverage.ts';
import { terminalText } from './escape.ts';
import { count, percentText } from './numbers.ts';
import { createPaint, type Paint } from './paint.ts';
import { findingLines } from './rows.ts';

export interface SummaryOptions {
  /** Columns of the terminal; no line is longer, unless there are fewer than 40. */
  width: number;
  color: boolean;
  /** Where the files are, as a person would type it. */
  folder: string;
  /** Names of the files that were written. */
  files: string[];
}

const MIN_WIDTH = 40;

const OPEN: ReadonlySet<Verdict> = new Set(['engine-open-plaintext', 'engine-open-tls', 'engine-open-proxied']);
const REACHABLE: ReadonlySet<Verdict> = new Set([
  'engine-filtered',
  'engine-authz-denied',
  'engine-authz-broken',
  'engine-refused',
]);

const REASONS: Readonly<Record<PartialReason, string>> = {
  interrupted: 'interrupted',
  'out-of-time': 'out of time',
  killed: 'killed',
  faulted: 'something failed on the way',
  coverage: 'too little coverage',
};

/** Text that ends with a line break; says what was tested and never more than that. */
export function renderSummary(report: Report, options: SummaryOptions): string {
  const width = Math.max(MIN_WIDTH, options.width);
  const paint = createPaint(options.color);
  const details = ['findings.csv', 'findings.json'].find((file) => options.files.includes(file)) ?? 'the report files';
  const lines = [
    ...headline(report, width, paint),
    ...outcomeLines(report.run, width, paint),
    ...findingLines(report, width, paint, details),
    ...infoLines(report.findings, width, paint),
    '',
    ...coverageLines(report.run, width, paint),
    '',
    ...fileLines(options, width, paint),
  ];
  return `${lines.join('\n')}\n`;
}

function headline(report: Report, width: number, paint: Paint): string[] {
  const counts = countBy(report.findings, SEVERITIES, ({ severity }) => severity);
  const parts = counts.map(([severity, n]) => paint.severity[severity](`${count(n)} ${severity}`));
  return [
    ...(parts.length === 0 ? [] : flow(separate(parts, ' ·'), width)),
    ...meaningOf(report).flatMap((text) => wrap(text, width).map(paint.heading)),
  ];
}

/** The counts in words: at most three sentences. */
function meaningOf({ findings, run }: Report): string[] {
  const open = findings.filter(({ verdict }) => OPEN.has(verdict));
  const reachable = findings.filter(({ verdict }) => REACHABLE.has(verdict)).length;
  const unjudged = findings.filter(({ verdict }) => verdict === 'inconclusive').length;
  const sentences: string[] = [];
  if (open.length > 0) sentences.push(openText(open));
  if (reachable > 0)
    sentences.push(`${plural(reachable, 'engine')} reachable by anyone, but what was asked was filtered or refused.`);
  if (sentences.length === 0) {
    sentences.push(
      run.coverage.tested === 0
        ? 'Nothing was tested: this says nothing about exposure.'
        : 'No exposed engine found in what was tested.',
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

function outcomeLines(
  { outcome, reasons, coverage, finishedAt, id }: RunRecord,
  width: number,
  paint: Paint,
): string[] {
  const tested = `${percentText(coverage.percent)} tested`;
  const name = terminalText(`run ${id}`, 80);
  if (outcome === 'finished') return wrap(`Finished ${minuteOf(finishedAt)}, ${tested}, ${name}`, width);
  const why = reasons.map((reason) => REASONS[reason]).join(', ') || 'reason not recorded';
  return [
    ...wrap(`PARTIAL: ${why}; ${tested}. What was not tested may be exposed.`, width).map(paint.warning),
    ...wrap(`Ended ${minuteOf(finishedAt)}, ${name}`, width),
  ];
}

function infoLines(findings: readonly Finding[], width: number, paint: Paint): string[] {
  const info = findings.filter(({ severity }) => severity === 'info');
  const counts = countBy(info, VERDICTS, ({ verdict }) => verdict);
  if (counts.length === 0) return [];
  const parts = counts.map(([verdict, n]) => `${count(n)} ${verdict}`);
  return ['', ...flow(separate(parts, ','), width, 'For information: ', '  ').map(paint.quiet)];
}

function fileLines({ folder, files }: SummaryOptions, width: number, paint: Paint): string[] {
  if (files.length === 0) return wrap('No report files were written.', width).map(paint.warning);
  return [
    ...wrap(terminalText(folder, 1000), width, 'Reports in ', '  '),
    ...flow(
      separate(
        files.map((file) => terminalText(file, 100)),
        ',',
      ),
      width,
      '  ',
    ),
  ];
}

function minuteOf(iso: string): string {
  return terminalText(iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*$/s, '$1 $2 UTC'), 40);
}

function plural(n: number, noun: string): string {
  return `${count(n)} ${noun}${n === 1 ? '' : 's'}`;
}

/** Counts per word in the order of the list, without the words that do not occur. */
function countBy<W extends string>(
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
