/** What a person sees when a run ends: what was found, what to do about it, what was tested, where the files are. */

import type { Finding } from '../domain/finding.ts';
import type { Report } from '../domain/report.ts';
import type { RunRecord } from '../domain/run.ts';
import { SEVERITIES, VERDICTS } from '../domain/verdicts.ts';
import { coverageLines } from '../report/view/coverage.ts';
import { countBy, meaningOf, minuteOf, PARTIAL_WORDS } from '../report/view/phrases.ts';
import { flow, separate, wrap } from '../text/columns.ts';
import { terminalText } from '../text/escape.ts';
import { count, percentText } from '../text/numbers.ts';
import { createPaint, type Paint } from '../text/paint.ts';
import { findingLines } from './findings-summary.ts';
import { historyLines, isSettled } from './history-lines.ts';

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

/** Text that ends with a line break; says what was tested and never more than that. */
export function renderSummary(report: Report, options: SummaryOptions): string {
  const width = Math.max(MIN_WIDTH, options.width);
  const paint = createPaint(options.color);
  const details = ['findings.csv', 'findings.json'].find((file) => options.files.includes(file)) ?? 'the report files';
  const lines = [
    ...headline(report, width, paint),
    ...outcomeLines(report.run, width, paint),
    ...historyLines(report, width, paint),
    ...findingLines(report, width, paint, details),
    ...infoLines(report.findings, width, paint),
    '',
    ...coverageLines(report.run, width, paint),
    '',
    ...fileLines(options, width, paint),
  ];
  return `${lines.join('\n')}\n`;
}

function headline(all: Report, width: number, paint: Paint): string[] {
  const report = { ...all, findings: all.findings.filter((finding) => !isSettled(finding)) };
  const counts = countBy(report.findings, SEVERITIES, ({ severity }) => severity);
  const parts = counts.map(([severity, n]) => paint.severity[severity](`${count(n)} ${severity}`));
  return [
    ...(parts.length === 0 ? [] : flow(separate(parts, ' ·'), width)),
    ...meaningOf(report, all.findings.length - report.findings.length).flatMap((text) =>
      wrap(text, width).map(paint.heading),
    ),
  ];
}

function outcomeLines(
  { outcome, reasons, coverage, finishedAt, id }: RunRecord,
  width: number,
  paint: Paint,
): string[] {
  const tested = `${percentText(coverage.percent)} tested`;
  const name = terminalText(`run ${id}`, 80);
  if (outcome === 'finished') return wrap(`Finished ${minuteOf(finishedAt)}, ${tested}, ${name}`, width);
  const why = reasons.map((reason) => PARTIAL_WORDS[reason]).join(', ') || 'reason not recorded';
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
