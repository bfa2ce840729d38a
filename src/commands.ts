/** What each command does, once its options are read. Nothing here touches the process. */

import { randomInt } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { assembleReport } from './assemble.ts';
import { type AuditProgress, audit } from './audit.ts';
import { listExplanations } from './classify/classify.ts';
import { EXIT, type ExitStatus, SeawallError } from './errors.ts';
import { type Descriptors, deriveCapacity } from './machine.ts';
import { type Report, type RunOptions, type Scope, SEVERITIES, type Severity, type Timer } from './model.ts';
import { type Format, parseFormats } from './report/formats.ts';
import { createProgress, type ProgressStream } from './report/progress.ts';
import { renderRules } from './report/rules.ts';
import { renderSummary } from './report/summary.ts';
import { streamReport, writeReports } from './report/write.ts';
import { findRunFolder, pointLatest } from './run/folder.ts';
import { readStart } from './run/journal.ts';
import { renderPlan } from './scope/plan.ts';
import { loadScope } from './scope/scope.ts';
import { createConnectSweep } from './sweep/connect.ts';

/** The outside of the program, handed in by `cli.ts`. */
export interface Outside {
  stdout: NodeJS.WritableStream & { columns?: number; isTTY?: boolean };
  stderr: ProgressStream;
  color: boolean;
  clock: Timer;
  signal: AbortSignal;
  version: string;
  nodeVersion: string;
  descriptors: Descriptors;
}

export interface AuditFlags {
  out: string;
  ports?: number[];
  /** Infinite for no limit. */
  rate: number;
  prefixRate: number;
  concurrency?: number;
  timeout: number;
  retries: number;
  engine: 'auto' | 'connect' | 'syn';
  seed?: number;
  shard?: { index: number; count: number };
  resume?: string;
  format: string;
  failOn: Severity | 'none';
  minCoverage: number;
  maxAddresses: number;
  maxDuration?: number;
  vantage?: string;
  progress: boolean;
  quiet: boolean;
}

export const DEFAULT_SCOPE = 'targets/';
export const DEFAULT_SHARD = { index: 1, count: 1 };

export async function runAudit(paths: readonly string[], flags: AuditFlags, outside: Outside): Promise<ExitStatus> {
  if (flags.engine === 'syn') {
    throw new SeawallError({
      code: 'ENGINE_UNAVAILABLE',
      message: "this release has no 'syn' engine: use --engine connect, which needs no privileges",
    });
  }
  const formats = parseFormats(flags.format);
  // What a resumed run was started with holds, unless this command line says otherwise; the journal then compares.
  const start = flags.resume === undefined ? undefined : await readStart(await findRunFolder(flags.out, flags.resume));
  const files = paths.length > 0 ? paths : (start?.scope.files ?? [DEFAULT_SCOPE]);
  const ports =
    flags.ports ?? (start !== undefined && start.options.ports.length > 0 ? start.options.ports : undefined);
  const scope = await loadScope(files, {
    now: outside.clock.now(),
    maxAddresses: flags.maxAddresses,
    ...(ports && { ports }),
  });
  const capacity = deriveCapacity(outside.descriptors);
  const options: RunOptions = {
    engine: 'connect',
    ports: ports ?? [],
    rate: finite(flags.rate),
    prefixRate: finite(flags.prefixRate),
    concurrency: flags.concurrency ?? capacity.connections,
    probes: capacity.probes,
    timeout: flags.timeout,
    retries: flags.retries,
    seed: flags.seed ?? start?.options.seed ?? randomInt(2 ** 31),
    shard: flags.shard ?? start?.options.shard ?? DEFAULT_SHARD,
    maxDuration: flags.maxDuration ?? null,
    minCoverage: flags.minCoverage,
  };
  const vantage = flags.vantage ?? start?.vantage ?? 'default';
  return await auditScope({ scope, options, vantage, formats, ...flags }, outside);
}

function finite(rate: number): number | null {
  return Number.isFinite(rate) ? rate : null;
}

export interface AuditJob {
  scope: Scope;
  options: RunOptions;
  vantage: string;
  formats: Format[];
  out: string;
  resume?: string;
  failOn: Severity | 'none';
  progress: boolean;
  quiet: boolean;
}

export async function auditScope(job: AuditJob, outside: Outside): Promise<ExitStatus> {
  const { scope, options, out } = job;
  const { stderr, clock, descriptors } = outside;
  const say = (text: string): void => void (job.quiet || stderr.write(`${text}\n`));
  say(
    `${scope.endpoints.toLocaleString('en')} authorised endpoints; up to ${options.concurrency} connections and ${options.probes} probes at a time (descriptor limit ${descriptors.limit})`,
  );
  const mode = job.quiet || !job.progress ? 'none' : stderr.isTTY === true ? 'bar' : 'lines';
  const progress = createProgress({ stream: stderr, mode, clock });
  const started = clock.ticks();
  let first: number | undefined;
  const onProgress = ({ done, total, states, exposed, probing }: AuditProgress): void => {
    first ??= done;
    const seconds = Math.max(0.001, (clock.ticks() - started) / 1_000);
    const notTested = states['not-tested'];
    progress.update({ done, total, rate: (done - first) / seconds, open: states.open, exposed, notTested, probing });
  };
  let result: Awaited<ReturnType<typeof audit>>;
  try {
    result = await audit({
      scope,
      out,
      options,
      version: outside.version,
      vantage: job.vantage,
      sweep: createConnectSweep(),
      clock,
      signal: outside.signal,
      onStart: (folder) => say(`run ${shorten(folder)}`),
      onProgress,
      ...(job.resume !== undefined && { resume: job.resume }),
    });
  } finally {
    progress.stop();
  }
  const { folder, report } = result;
  const written = await writeAll(folder, report, job.formats, outside);
  if (report.run.outcome === 'finished') await pointLatest(dirname(folder), folder);
  if (!job.quiet) outside.stdout.write(summaryOf(report, folder, written.files, outside));
  if (!written.whole) return EXIT.notRun;
  if (report.run.outcome === 'partial') return EXIT.partial;
  return hasFindings(report, job.failOn) ? EXIT.findings : EXIT.clean;
}

function hasFindings(report: Report, failOn: Severity | 'none'): boolean {
  if (failOn === 'none') return false;
  const worst = SEVERITIES.slice(0, SEVERITIES.indexOf(failOn) + 1);
  return report.findings.some(({ severity }) => worst.includes(severity));
}

async function writeAll(
  folder: string,
  report: Report,
  formats: readonly Format[],
  { stderr }: Outside,
): Promise<{ files: string[]; whole: boolean }> {
  const { written, failed } = await writeReports(folder, report, formats);
  for (const { message } of failed) stderr.write(`seawall: ${message} [OUTPUT_UNWRITABLE]\n`);
  return { files: [...written], whole: failed.length === 0 };
}

function summaryOf(report: Report, folder: string, files: string[], { stdout, color }: Outside): string {
  return renderSummary(report, { width: Math.min(120, stdout.columns ?? 80), color, folder: shorten(folder), files });
}

/** Relative where that is shorter to read and to type. */
function shorten(path: string): string {
  const short = relative('.', path);
  return short === '' || short.startsWith('..') ? path : short;
}

export async function runPlan(
  paths: readonly string[],
  flags: AuditFlags,
  { stdout, clock, descriptors }: Outside,
): Promise<ExitStatus> {
  const scope = await loadScope(paths.length > 0 ? paths : [DEFAULT_SCOPE], {
    now: clock.now(),
    maxAddresses: flags.maxAddresses,
    ...(flags.ports && { ports: flags.ports }),
  });
  const { timeout, retries, shard = DEFAULT_SHARD } = flags;
  const [rate, prefixRate] = [finite(flags.rate), finite(flags.prefixRate)];
  const concurrency = flags.concurrency ?? deriveCapacity(descriptors).connections;
  stdout.write(renderPlan(scope, { rate, prefixRate, timeout, retries, concurrency, shard, now: clock.now() }));
  return EXIT.clean;
}

export async function runReport(
  run: string,
  flags: { out: string; format: string; to?: string },
  outside: Outside,
): Promise<ExitStatus> {
  const formats = parseFormats(flags.format);
  const folder = await findRunFolder(flags.out, run);
  const report = await assembleReport(folder);
  if (flags.to === '-') {
    const [format, ...more] = formats;
    if (format === undefined || more.length > 0)
      throw new SeawallError({ code: 'USAGE', message: '--to - takes one format: say which with --format' });
    await streamReport(format, report, outside.stdout as never);
    return EXIT.clean;
  }
  const target = flags.to ?? folder;
  await mkdir(target, { recursive: true, mode: 0o700 });
  const { files, whole } = await writeAll(target, report, formats, outside);
  outside.stdout.write(summaryOf(report, target, files, outside));
  return whole ? EXIT.clean : EXIT.notRun;
}

export function runRules(long: boolean, { stdout, color }: Outside): ExitStatus {
  stdout.write(renderRules(listExplanations(), { width: Math.min(120, stdout.columns ?? 80), color, long }));
  return EXIT.clean;
}
