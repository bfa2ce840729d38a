/** Output of commands: report files, and the summary on the terminal. */

import { dirname, relative } from 'node:path';
import type { Report } from '../domain/report.ts';
import type { Format } from '../report/format.ts';
import type { RenderOptions } from '../report/view/render-options.ts';
import { writeReports } from '../report/write.ts';
import { renderSummary } from '../terminal/summary.ts';
import type { Context } from './context.ts';

/**
 * Writes every format that can be written.
 * @param onFailure called with one line for each that cannot
 */
export async function writeAll(
  folder: string,
  report: Report,
  formats: readonly Format[],
  onFailure: (message: string) => void,
  options: RenderOptions,
): Promise<{ files: string[]; whole: boolean }> {
  const { written, failed } = await writeReports(folder, report, formats, options);
  for (const { message } of failed) onFailure(`${message} [OUTPUT_UNWRITABLE]`);
  return { files: [...written], whole: failed.length === 0 };
}

/** @param place where the files were written, and the folder of a run that can be taken up again */
export function summaryOf(
  report: Report,
  { folder, files, runFolder }: { folder: string; files: string[]; runFolder?: string },
  { stdout, color }: Context,
): string {
  const width = Math.min(120, stdout.columns ?? 80);
  const out = runFolder === undefined ? {} : { out: shorten(dirname(runFolder)) };
  return renderSummary(report, { width, color, folder: shorten(folder), files, ...out });
}

/** Relative where that is shorter to read and to type. */
export function shorten(path: string): string {
  const short = relative('.', path);
  return short === '' || short.startsWith('..') ? path : short;
}
