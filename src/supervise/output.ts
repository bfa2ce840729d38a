/** Output of commands: report files, and the summary on the terminal. */

import { relative } from 'node:path';
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

export function summaryOf(report: Report, folder: string, files: string[], { stdout, color }: Context): string {
  return renderSummary(report, { width: Math.min(120, stdout.columns ?? 80), color, folder: shorten(folder), files });
}

/** Relative where that is shorter to read and to type. */
export function shorten(path: string): string {
  const short = relative('.', path);
  return short === '' || short.startsWith('..') ? path : short;
}
