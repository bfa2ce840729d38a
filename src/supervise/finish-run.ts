/** The end that every run has: its reports are written, its failures logged, its exit status decided. */

import type { ExecutedRun } from '../audit/execute.ts';
import { exitStatus, type FailRule } from '../audit/outcome.ts';
import type { Format } from '../report/format.ts';
import type { RenderOptions } from '../report/view/render-options.ts';
import type { Log } from '../terminal/log.ts';
import type { RunEnd } from './audit-details.ts';
import { writeAll } from './output.ts';

export interface FinishOptions extends RenderOptions, FailRule {
  formats: readonly Format[];
}

/** @returns the end of the run, and the names of the files in its folder */
export async function finishRun(
  run: ExecutedRun,
  options: FinishOptions,
  log: Log,
): Promise<RunEnd & { files: string[] }> {
  const { folder, report, historyError } = run;
  for (const { code, message, file } of historyError?.problems ?? [])
    log.error('history-unwritable', message, { code, file });
  const onFailure = (message: string): void => log.error('report-unwritable', message, { code: 'OUTPUT_UNWRITABLE' });
  const { files, whole } = await writeAll(folder, report, options.formats, onFailure, options);
  return { folder, report, files, status: exitStatus(run, options, whole) };
}
