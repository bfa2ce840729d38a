/** A verification as a person sees it: two looks at known findings, a table of what became of them, exit status. */

import { executeTwice, type RunPlan } from '../audit/execute.ts';
import { exitStatus } from '../audit/outcome.ts';
import type { StoredFinding } from '../domain/history.ts';
import { isoNow } from '../domain/time.ts';
import { renderFindingsTable } from '../terminal/findings-table.ts';
import { plural } from '../text/numbers.ts';
import { tableWidth } from '../text/table.ts';
import type { RunEnd } from './audit-details.ts';
import type { Context } from './context.ts';
import { type FinishOptions, finishRun } from './finish-run.ts';
import { shorten } from './output.ts';
import type { RunSupervisor } from './run-supervisor.ts';
import { listAgain } from './verify-targets.ts';

export interface VerifyJob extends RunPlan, FinishOptions {
  /** The scope of the plan holds the endpoints of those of them that it authorises, and no other. */
  targets: readonly StoredFinding[];
  /** Between the two looks. */
  pauseMs: number;
}

/** @throws SeawallError before the first packet, or where a journal cannot be written */
export async function verifyRun(job: VerifyJob, context: Context, supervisor: RunSupervisor): Promise<RunEnd> {
  const { scope, targets, pauseMs, out, deadlines } = job;
  const { clock, signal, version, stdout, color } = context;
  const { log } = supervisor;
  await supervisor.begin(job);
  const outside = targets.length - scope.endpoints;
  const apart = `${pauseMs / 1_000} s apart${outside > 0 ? `; ${outside} ${outside === 1 ? 'is' : 'are'} out of this scope` : ''}`;
  log.info('verify', `looking at ${scope.endpoints} of ${plural(targets.length, 'finding')} twice, ${apart}`);
  const run = await executeTwice(job, pauseMs, {
    ...{ version, clock, signal },
    onStart: (folder) => supervisor.started(folder),
    onDamage: (text) => log.warn('history-damaged', text, { code: 'HISTORY_UNUSABLE' }),
    onClockBehind: (newest) =>
      log.warn('clock-behind', `the clock is behind the newest run (${newest}): days and deadlines may be wrong`, {
        newest,
      }),
  });
  if (run.isUnconfirmed === true) {
    log.warn('verify', 'stopped before the second look: nothing is taken for mended');
    const { folder, report, isUnconfirmed } = run;
    return { folder, report, isUnconfirmed, status: exitStatus(run, job, true) };
  }
  const { folder, report, status } = await finishRun(run, job, log);
  const after = listAgain(targets, { out, deadlines, now: isoNow(clock) });
  stdout.write(renderFindingsTable(after, { width: tableWidth(stdout), color }));
  log.info('verify', `reports in ${shorten(folder)}`);
  return { folder, report, status };
}
