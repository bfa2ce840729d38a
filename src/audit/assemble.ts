/** Reports of an old run, from its journal: judged by the same functions as while it ran. Opens no socket. */

import type { Report } from '../domain/report.ts';
import { foldJournal } from '../journal/run-fold.ts';
import { sizeHeapForReports } from './heap-size.ts';
import { type JudgedRun, RunJudge, withHistory } from './run-judge.ts';

/** The report of a run from its journal, with the history that was kept there. */
export async function assembleReport(folder: string): Promise<Report> {
  const { report, history } = await judgeRun(folder);
  return history === undefined ? report : withHistory(report, history);
}

/**
 * Judges every probe of a run's journal; compares with nothing.
 * @param processes as the run was when so many of its processes had ended
 * @throws SeawallError JOURNAL_CORRUPT, JOURNAL_VERSION
 */
export async function judgeRun(folder: string, processes?: number): Promise<JudgedRun> {
  sizeHeapForReports();
  let judge: RunJudge | undefined;
  const fold = await foldJournal(folder, {
    ...(processes !== undefined && { processes }),
    onStart: (start) => {
      judge = new RunJudge(start);
    },
    onProbe: (probe, resumptions) => void judge?.add(probe, resumptions),
  });
  return (judge ?? new RunJudge(fold.start)).finish(folder, fold.state());
}
