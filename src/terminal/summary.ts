/** The terminal summary of a run: what was found, what to do about it, what was tested, where the files are. */

import type { Report } from '../domain/report.ts';
import { DEFAULT_OUT, isResumable, type RunRecord } from '../domain/run.ts';
import { SEVERITIES, VERDICTS } from '../domain/verdicts.ts';
import { coverageLines } from '../report/view/coverage.ts';
import { countBy, headlineOf, minuteOf, PARTIAL_WORDS } from '../report/view/phrases.ts';
import { isAboveInfo, type Worklist, worklistOf } from '../report/view/worklist.ts';
import { flow, separate, wrap } from '../text/columns.ts';
import { terminalText } from '../text/escape.ts';
import { ID_CHARACTERS, LINE_CHARACTERS } from '../text/limits.ts';
import { count, percentText } from '../text/numbers.ts';
import { createPaint, type Paint } from '../text/paint.ts';
import { shellWord } from '../text/shell.ts';
import { findingLines } from './findings-summary.ts';
import { historyLines } from './history-lines.ts';

export interface SummaryOptions {
  /** Columns of the terminal; no line is longer, unless there are fewer than 40. */
  width: number;
  color: boolean;
  /** The path of the run's folder, as a person would type it. */
  folder: string;
  /** Names of the files that were written. */
  files: string[];
  /** The folder of runs that `--out` names, as a person would type it; without it, no command to go on is given. */
  out?: string;
}

const MIN_COLUMNS = 40;

/** Text that ends with a line break; says what was tested and never more than that. */
export function renderSummary(report: Report, options: SummaryOptions): string {
  const width = Math.max(MIN_COLUMNS, options.width);
  const paint = createPaint(options.color);
  const worklist = worklistOf(report);
  const details = ['findings.csv', 'findings.json'].find((file) => options.files.includes(file)) ?? 'the report files';
  const lines = [
    ...headline(report, worklist, width, paint),
    ...outcomeLines(report.run, width, paint),
    ...historyLines(report, worklist, width, paint),
    ...findingLines(report, worklist, { width, paint, details }),
    ...infoLines(worklist, width, paint),
    '',
    ...coverageLines(report.run, width, paint),
    '',
    ...fileLines(options, width, paint),
    ...goOnLines(report.run, options, width, paint),
  ];
  return `${lines.join('\n')}\n`;
}

function headline(report: Report, { rows, counts }: Worklist, width: number, paint: Paint): string[] {
  const parts = SEVERITIES.filter((severity) => counts.severities[severity] > 0).map((severity) =>
    paint.severity[severity](`${count(counts.severities[severity])} ${severity}`),
  );
  if (counts.states.unverified > 0) parts.push(paint.warning(`${count(counts.states.unverified)} of them unverified`));
  return [
    ...(parts.length === 0 ? [] : flow(separate(parts, ' ·'), width)),
    ...headlineOf(report, rows).flatMap((text) => wrap(text, width).map(paint.heading)),
  ];
}

function outcomeLines(
  { outcome, reasons, coverage, finishedAt, id }: RunRecord,
  width: number,
  paint: Paint,
): string[] {
  const tested = `${percentText(coverage.percent)} tested`;
  const name = terminalText(`run ${id}`, ID_CHARACTERS);
  if (outcome === 'finished') return wrap(`Finished ${minuteOf(finishedAt)}, ${tested}, ${name}`, width);
  const why = reasons.map((reason) => PARTIAL_WORDS[reason]).join(', ') || 'reason not recorded';
  return [
    ...wrap(`PARTIAL: ${why}; ${tested}. What was not tested may be exposed.`, width).map(paint.warning),
    ...wrap(`Ended ${minuteOf(finishedAt)}, ${name}`, width),
  ];
}

function infoLines({ findings }: Worklist, width: number, paint: Paint): string[] {
  const info = findings.filter((row) => !isAboveInfo(row));
  const counts = countBy(info, VERDICTS, ({ finding }) => finding.verdict);
  if (counts.length === 0) return [];
  const parts = counts.map(([verdict, n]) => `${count(n)} ${verdict}`);
  return ['', ...flow(separate(parts, ','), width, 'For information: ', '  ').map(paint.quiet)];
}

function fileLines({ folder, files }: SummaryOptions, width: number, paint: Paint): string[] {
  if (files.length === 0) return wrap('No report files were written.', width).map(paint.warning);
  return [
    ...wrap(terminalText(folder, LINE_CHARACTERS), width, 'Reports in ', '  '),
    ...flow(
      separate(
        files.map((file) => terminalText(file, ID_CHARACTERS)),
        ',',
      ),
      width,
      '  ',
    ),
  ];
}

/** Scope files that a command names; more of them are taken from the run's journal. */
const MAX_SCOPE_WORDS = 3;

/** The command that takes up a run which left something to do. */
function goOnLines(
  { id, purpose, reasons, scope }: RunRecord,
  { out }: SummaryOptions,
  width: number,
  paint: Paint,
): string[] {
  if (out === undefined || purpose === 'verify' || !isResumable(reasons)) return [];
  const words = [
    ...['seawall', 'audit', '--resume', id],
    ...(out === DEFAULT_OUT ? [] : ['--out', out]),
    ...(scope.files.length > MAX_SCOPE_WORDS ? [] : scope.files),
  ];
  const command = words.map((word) => shellWord(terminalText(word, LINE_CHARACTERS))).join(' ');
  return wrap(command, width, 'Go on with: ', '  ').map(paint.heading);
}
