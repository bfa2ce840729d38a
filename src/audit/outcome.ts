/** The exit status of a run. */

import { EXIT, type ExitStatus } from '../domain/errors.ts';
import { hasWorkFrom, rowsOf } from '../domain/exposure.ts';
import type { Severity } from '../domain/verdicts.ts';
import type { ExecutedRun } from './execute.ts';

/**
 * A failed write comes first, then incomplete coverage, then open work: exposures that this run saw, and those
 * of earlier runs that are silent now.
 * @param failOn open work from this severity up fails the run
 * @param isWritten whether every report was written
 */
export function exitStatus(run: ExecutedRun, failOn: Severity | 'none', isWritten: boolean): ExitStatus {
  const { report, concluded, historyError, isUnconfirmed } = run;
  if (!isWritten || historyError !== undefined) return EXIT.notRun;
  if (report.run.outcome === 'partial' || isUnconfirmed === true) return EXIT.partial;
  return hasWorkFrom(rowsOf(concluded), failOn) ? EXIT.findings : EXIT.clean;
}
