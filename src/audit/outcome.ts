/** The exit status of a run. */

import { EXIT, type ExitStatus } from '../domain/errors.ts';
import { type FailWhen, hasWorkFrom, rowsOf } from '../domain/exposure.ts';
import type { Severity } from '../domain/verdicts.ts';
import type { ExecutedRun } from './execute.ts';

/** Which open work fails a run. */
export interface FailRule {
  /** From this severity up. */
  failOn: Severity | 'none';
  /** All of it, if absent. */
  failWhen?: FailWhen;
}

/**
 * A failed write comes first, then incomplete coverage, then open work: exposures that this run saw, and those
 * of earlier runs that are silent now.
 * @param isWritten whether every report was written
 */
export function exitStatus(run: ExecutedRun, { failOn, failWhen }: FailRule, isWritten: boolean): ExitStatus {
  const { report, concluded, historyError, isUnconfirmed, fresh } = run;
  if (!isWritten || historyError !== undefined) return EXIT.notRun;
  if (report.run.outcome === 'partial' || isUnconfirmed === true) return EXIT.partial;
  // Where nothing was compared, everything is new.
  const isNew = (id: string): boolean => fresh?.has(id) ?? true;
  return hasWorkFrom(rowsOf(concluded), failOn, failWhen, isNew) ? EXIT.findings : EXIT.clean;
}
