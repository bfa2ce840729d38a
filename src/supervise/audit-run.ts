/** An audit or a demonstration as a person sees it: progress, reports, summary, exit status. */

import { dirname } from 'node:path';
import { execute, type RunPlan } from '../audit/execute.ts';
import { pointLatest } from '../journal/folder.ts';
import type { RunEnd } from './audit-details.ts';
import type { Context } from './context.ts';
import { type FinishOptions, finishRun } from './finish-run.ts';
import { shorten, summaryOf } from './output.ts';
import { createRunProgress } from './run-progress.ts';
import type { RunSupervisor } from './run-supervisor.ts';

export interface AuditJob extends RunPlan, FinishOptions {
  progress: boolean;
  quiet: boolean;
  /** Its scope stands in no file, so no command can go on with it. */
  isDemo?: true;
}

/** @throws SeawallError before the first packet, or where the journal cannot be written */
export async function auditRun(job: AuditJob, context: Context, supervisor: RunSupervisor): Promise<RunEnd> {
  const { endpoints } = job.scope;
  const { concurrency, probes } = job.options;
  const { clock, signal, version, descriptors } = context;
  const { log } = supervisor;
  await supervisor.begin(job);
  log.info(
    'run-planned',
    `${endpoints.toLocaleString('en')} authorised endpoints; up to ${concurrency} connections and ${probes} probes at a time (descriptor limit ${descriptors.limit})`,
    { endpoints, concurrency, probes },
  );
  const isShown = job.progress && !job.quiet;
  const progress = createRunProgress(isShown, log, context, (counts) => supervisor.progressed(counts));
  const run = await execute(job, {
    ...{ version, clock, signal },
    onStart: async (folder) => {
      await supervisor.started(folder);
      log.info('run-started', `run ${shorten(folder)}`, { folder });
    },
    onDamage: (text) => log.warn('history-damaged', text, { code: 'HISTORY_UNUSABLE' }),
    onClockBehind: (newest) =>
      log.warn('clock-behind', `the clock is behind the newest run (${newest}): days and deadlines may be wrong`, {
        newest,
      }),
    onProgress: (state) => progress.update(state),
    onSwept: () => {
      progress.stop();
      supervisor.reporting();
    },
  });
  const { folder, report } = run;
  const { files, status } = await finishRun(run, job, log);
  if (report.run.outcome === 'finished') await pointLatest(dirname(folder), folder);
  if (!job.quiet)
    context.stdout.write(
      summaryOf(report, { folder, files, ...(job.isDemo !== true && { runFolder: folder }) }, context),
    );
  return { folder, report, status };
}
