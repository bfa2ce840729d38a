/** Records an ended run in history from its journal, as the run itself does from what it judged. */

import { judgeRun } from '../../src/audit/assemble.ts';
import { type ComparedRun, recordInHistory } from '../../src/audit/record-history.ts';
import type { Deadlines } from '../../src/domain/finding.ts';
import type { Report } from '../../src/domain/report.ts';
import type { ReviewedAcceptance } from '../../src/domain/review.ts';

export interface RecordOptions {
  out: string;
  deadlines: Deadlines;
  /** Of reviewed files; none if absent. */
  reviews?: readonly ReviewedAcceptance[];
  /** Folder of the first look, where the run is the second one. */
  first?: string;
}

export async function compareRunFolder(folder: string, { first, ...options }: RecordOptions): Promise<ComparedRun> {
  const before = first === undefined ? undefined : await judgeRun(first);
  return recordInHistory(await judgeRun(folder), { ...options, ...(before && { first: before }) });
}

/** @returns the run's report, with history */
export async function recordRunFolder(folder: string, options: RecordOptions): Promise<Report> {
  return (await compareRunFolder(folder, options)).report;
}
