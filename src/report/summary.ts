/** What a person sees when a run ends: what was found, what to do about it, what was tested, where the files are. */

import { type Finding, type PartialReason, type Report, type RunRecord, SEVERITIES, type Verdict, VERDICTS } from '../model.ts';
import { wrap } from './columns.ts';
import { coverageLines, percentText } from './coverage.ts';
import { terminalText } from './escape.ts';
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
const REACHABLE: ReadonlySet<Verdict> = new Set(['engine-filtered', 'engine-authz-denied', 'engine-authz-broken', 'engine-refused']);

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
  const counts = SEVERITIES.map((severity) => ({
    severity,
    count: report.findings.filter((finding) => finding.severity === severity).length,
  })).filter(({ count }) => count > 0);
  const parts = counts.map(({ severity, count }) => paint.severity[severity](`${count} ${severity}`));
  // One line: five severities with seven digits each are narrower than any terminal but the smallest.
  const line = parts.length === 0 ? [] : wrapParts(parts, width);
  return [...line, ...meaningOf(report).flatMap((text) => wrap(text, width).map(paint.heading))];
}

function wrapParts(parts: string[], width: number): string[] {
  return wrap(parts.map((part) => part.replace(' ', '\u00a0')).join(' · '), width).map((line) => line.replaceAll('\u00a0', ' '));
}

/** The counts in words: at most three sentences. */
function meaningOf({ findings, run }: Report): string[] {
  const open = findings.filter(({ verdict }) => OPEN.has(verdict));
  const reachable = findings.filter(({ verdict }) => REACHABLE.has(verdict)).length;
  const unjudged = findings.filter(({ verdict }) => verdict === 'inconclusive').length;
  const sentences: string[] = [];
  if (open.length > 0) sentences.push(openText(open));
  if (reachable > 0) sentences.push(`${plural(reachable, 'engine')} reachable by anyone, but what was asked was filtered or refused.`);
  if (sentences.length === 0) {
    sentences.push(run.coverage.tested === 0 ? 'Nothing was tested: this says nothing about exposure.' : 'No exposed engine found in what was tested.');
  }
  if (unjudged > 0) sentences.push(`${plural(unjudged, 'answer')} could not be judged: look by hand.`);
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

function outcomeLines({ outcome, reasons, coverage, finishedAt, id }: RunRecord, width: number, paint: Paint): string[] {
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
  const counts = VERDICTS.map((verdict) => ({
    verdict,
    count: findings.filter((finding) => finding.severity === 'info' && finding.verdict === verdict).length,
  })).filter(({ count }) => count > 0);
  if (counts.length === 0) return [];
  const text = counts.map(({ verdict, count }) => `${count} ${verdict}`).join(', ');
  return ['', ...wrap(text, width, 'For information: ', '  ').map(paint.quiet)];
}

function fileLines({ folder, files }: SummaryOptions, width: number, paint: Paint): string[] {
  if (files.length === 0) return wrap('No report files were written.', width).map(paint.warning);
  return [
    ...wrap(terminalText(folder, 1000), width, 'Reports in ', '  '),
    ...wrap(files.map((file) => terminalText(file, 100)).join(', '), width, '  '),
  ];
}

function minuteOf(iso: string): string {
  return terminalText(iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*$/s, '$1 $2 UTC'), 40);
}

function plural(n: number, noun: string): string {
  return n === 1 ? `1 ${noun}` : `${count(n)} ${noun}s`;
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}
