/** Carries out one run as a person sees it: progress, reports, summary, exit status. */

import { dirname } from 'node:path';
import { type AuditResult, audit } from '../audit/audit.ts';
import { listWatched, rememberRun } from '../audit/remember.ts';
import type { AuditProgress } from '../audit/stages.ts';
import { createSweep } from '../audit/sweep-engines.ts';
import { EXIT, type ExitStatus, SeawallError } from '../domain/errors.ts';
import { hasWorkFrom, rowsOf } from '../domain/exposure.ts';
import type { Report } from '../domain/report.ts';
import type { RunOptions } from '../domain/run.ts';
import type { Scope } from '../domain/scope.ts';
import type { Severity } from '../domain/verdicts.ts';
import type { Deadlines } from '../history/standing.ts';
import { findRunFolder, pointLatest } from '../journal/folder.ts';
import type { Format } from '../report/format.ts';
import type { RenderOptions } from '../report/view/render-options.ts';
import type { Log } from '../terminal/log.ts';
import { createProgress } from '../terminal/progress.ts';
import type { Attendant } from './attend.ts';
import type { Ended } from './audit-details.ts';
import type { Context } from './context.ts';
import { shorten, summaryOf, writeAll } from './output.ts';

/** What is to be run, and what is wanted of it. */
export interface RunRequest extends RenderOptions {
  scope: Scope;
  options: RunOptions;
  vantage: string;
  formats: Format[];
  out: string;
  resume?: string;
  failOn: Severity | 'none';
  /** Days until a finding must be closed, by severity. */
  deadlines: Deadlines;
  progress: boolean;
  quiet: boolean;
}

/** @throws SeawallError before the first packet, or where the journal cannot be written */
export async function executeRun(job: RunRequest, context: Context, attendant: Attendant): Promise<Ended> {
  const { scope, options, out } = job;
  const { stderr, clock, descriptors } = context;
  const { log } = attendant;
  await attendant.enter(job);
  log.info(
    'run-planned',
    `${scope.endpoints.toLocaleString('en')} authorised endpoints; up to ${options.concurrency} connections and ${options.probes} probes at a time (descriptor limit ${descriptors.limit})`,
    { endpoints: scope.endpoints, concurrency: options.concurrency, probes: options.probes },
  );
  const progress = createProgress({
    stream: stderr,
    mode: job.quiet || !job.progress ? 'none' : stderr.isTTY === true && log.format === 'human' ? 'bar' : 'lines',
    clock,
    ...(log.format === 'json' && { onLine: (state, text) => log.info('progress', text, { ...state }) }),
  });
  const started = clock.ticks();
  let first: number | undefined;
  const onProgress = ({ done, total, states, exposed, probing }: AuditProgress): void => {
    first ??= done;
    const seconds = Math.max(0.001, (clock.ticks() - started) / 1_000);
    const notTested = states['not-tested'];
    const state = { done, total, rate: (done - first) / seconds, open: states.open, exposed, notTested, probing };
    progress.update(state);
    attendant.progressed(state);
  };
  // The history beside the run: a run that is taken up again may lie elsewhere.
  const home = job.resume === undefined ? out : dirname(await findRunFolder(out, job.resume));
  const watched = listWatched(home, job.vantage, scope);
  let result: Awaited<ReturnType<typeof audit>>;
  try {
    result = await audit({
      scope,
      out,
      options,
      version: context.version,
      vantage: job.vantage,
      sweep: createSweep(options.engine, options),
      clock,
      signal: context.signal,
      watched,
      onStart: async (folder) => {
        await attendant.started(folder);
        log.info('run-started', `run ${shorten(folder)}`, { folder });
      },
      onProgress,
      ...(job.resume !== undefined && { resume: job.resume }),
    });
  } finally {
    progress.stop();
  }
  attendant.reporting();
  const { folder } = result;
  const { report, remembered } = await remember(result, job, log);
  const complain = (message: string): void => log.error('report-unwritable', message, { code: 'OUTPUT_UNWRITABLE' });
  const written = await writeAll(folder, report, job.formats, complain, job);
  if (report.run.outcome === 'finished') await pointLatest(dirname(folder), folder);
  if (!job.quiet) context.stdout.write(summaryOf(report, folder, written.files, context));
  return { folder, report, status: statusOf(report, job.failOn, written.whole && remembered) };
}

function statusOf(report: Report, failOn: Severity | 'none', whole: boolean): ExitStatus {
  if (!whole) return EXIT.notRun;
  if (report.run.outcome === 'partial') return EXIT.partial;
  return hasFindings(report, failOn) ? EXIT.findings : EXIT.clean;
}

/** The report against history. A history that cannot be written costs no result, only the comparison. */
async function remember(
  { folder, report }: AuditResult,
  { deadlines }: RunRequest,
  log: Log,
): Promise<{ report: Report; remembered: boolean }> {
  try {
    return { report: await rememberRun(folder, { out: dirname(folder), deadlines }), remembered: true };
  } catch (error) {
    if (!(error instanceof SeawallError)) throw error;
    for (const { code, message, file } of error.problems) log.error('history-unwritable', message, { code, file });
    return { report, remembered: false };
  }
}

/** What somebody accepted, or declared, fails no run. */
function hasFindings(report: Report, failOn: Severity | 'none'): boolean {
  return hasWorkFrom(rowsOf(report), failOn);
}
