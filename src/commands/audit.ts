/** `seawall audit`: sweep the authorised ranges, probe what is open, write reports. */

import { randomInt } from 'node:crypto';
import { capacityOf, ENGINES, type EngineName } from '../audit/engine-capacity.ts';
import type { CommandSpec } from '../command-line/command.ts';
import {
  parseCount,
  parseDuration,
  parseNumber,
  parsePercent,
  parseSeverity,
  parseVantage,
} from '../command-line/options.ts';
import {
  FAIL_WHEN_OPTION,
  type FailFlags,
  FORMAT_OPTIONS,
  type FormatFlags,
  QUIET,
  UNATTENDED_OPTIONS,
} from '../command-line/run-options.ts';
import { DEFAULT_SCOPE, OUT, POLICY } from '../command-line/shared-options.ts';
import {
  finite,
  MAX_ADDRESSES,
  SECOND_LOOK,
  SHARD,
  SWEEP_OPTIONS,
  type SweepFlags,
} from '../command-line/sweep-options.ts';
import { SeawallError } from '../domain/errors.ts';
import { defaultOptions, type RunOptions } from '../domain/run.ts';
import { findRunFolder, LATEST } from '../journal/folder.ts';
import { readStart } from '../journal/journal.ts';
import { findUnfinished } from '../journal/run-sketch.ts';
import { parseFormats } from '../report/formats.ts';
import { loadAcceptances } from '../scope/acceptances.ts';
import { loadPolicy } from '../scope/policy.ts';
import { loadScope } from '../scope/scope.ts';
import type { RunEnd } from '../supervise/audit-details.ts';
import { auditRun } from '../supervise/audit-run.ts';
import type { Context } from '../supervise/context.ts';
import { type RunSupervisor, supervise } from '../supervise/run-supervisor.ts';
import type { UnattendedFlags } from '../supervise/unattended.ts';

interface AuditFlags extends SweepFlags, FormatFlags, FailFlags, UnattendedFlags {
  out: string;
  engine: EngineName;
  threads: number;
  seed?: number;
  shard?: { index: number; count: number };
  resume?: string;
  minCoverage: number;
  secondLook?: boolean;
  maxAddresses: number;
  maxDuration?: number;
  policy?: string;
  vantage?: string;
  progress: boolean;
}

export const command: CommandSpec<AuditFlags> = {
  options: [
    OUT,
    ...SWEEP_OPTIONS,
    {
      flags: '--engine <name>',
      describe: 'how ports are found',
      choices: ENGINES,
      fallback: 'auto',
    },
    { flags: '--threads <n>', describe: 'threads that sweep', parse: parseCount, fallback: 1 },
    { flags: '--seed <n>', describe: 'order of the walk (default: random)', parse: parseNumber },
    SHARD,
    { flags: '--resume <run>', describe: "take up an unfinished run: its id, its folder, or 'latest' for the newest" },
    ...FORMAT_OPTIONS,
    {
      flags: '--fail-on <severity>',
      describe: 'exit 1 from this severity up, or none; what is accepted or declared does not count',
      parse: parseSeverity,
      fallback: 'high',
    },
    FAIL_WHEN_OPTION,
    {
      flags: '--min-coverage <percent>',
      describe: 'exit 3 if less was tested, less the estimated miss rate',
      parse: parsePercent,
      fallback: 0,
    },
    SECOND_LOOK,
    MAX_ADDRESSES,
    POLICY,
    {
      flags: '--max-duration <time>',
      describe: 'stop after 90s, 30m or 8h, keeping what was learnt',
      parse: parseDuration,
    },
    {
      flags: '--vantage <name>',
      describe: "where this machine stands, part of each finding's id (default: default)",
      parse: parseVantage,
    },
    ...UNATTENDED_OPTIONS,
    ...QUIET,
  ],
  run: (paths, flags, context) =>
    supervise(
      { command: 'audit', out: flags.out, flags, ...(flags.vantage !== undefined && { vantage: flags.vantage }) },
      context,
      (supervisor) => runAudit(paths, flags, context, supervisor),
    ),
};

async function runAudit(
  paths: readonly string[],
  flags: AuditFlags,
  context: Context,
  supervisor: RunSupervisor,
): Promise<RunEnd> {
  const formats = parseFormats(flags.format);
  const resume = flags.resume === LATEST ? await latestUnfinished(flags.out) : flags.resume;
  // A resumed run keeps its options unless this command line changes one; the journal then compares.
  const start = resume === undefined ? undefined : await readStart(await findRunFolder(flags.out, resume));
  const files = paths.length > 0 ? paths : (start?.scope.files ?? [DEFAULT_SCOPE]);
  const ports =
    flags.ports ?? (start !== undefined && start.options.ports.length > 0 ? start.options.ports : undefined);
  const scope = await loadScope(files, {
    now: context.clock.now(),
    maxAddresses: flags.maxAddresses,
    ...(ports && { ports }),
  });
  const options = optionsOf(flags, start?.options, ports, context);
  const vantage = flags.vantage ?? start?.vantage ?? 'default';
  const deadlines = await loadPolicy(flags.policy, files);
  const reviews = await loadAcceptances(files);
  const plan = { ...flags, ...(resume !== undefined && { resume }), scope, options, vantage };
  const job = { ...plan, formats, deadlines, reviews };
  return await auditRun(job, context, supervisor);
}

/** To go on with, `latest` is the newest run that can be; to look at, it is the last finished one. @throws SeawallError RUN_NOT_FOUND */
async function latestUnfinished(out: string): Promise<string> {
  const run = await findUnfinished(out);
  if (run !== undefined) return run;
  const message = `no run in ${out} is unfinished: there is nothing to go on with ('seawall runs' lists them); start a new one without --resume`;
  throw new SeawallError({ code: 'RUN_NOT_FOUND', message });
}

function optionsOf(
  flags: AuditFlags,
  earlier: RunOptions | undefined,
  ports: number[] | undefined,
  { descriptors }: Context,
): RunOptions {
  const engine = flags.engine === 'auto' ? 'connect' : flags.engine;
  const capacity = capacityOf(engine, descriptors);
  const shard = flags.shard ?? earlier?.shard;
  return defaultOptions({
    engine,
    ports: ports ?? [],
    rate: finite(flags.rate),
    prefixRate: finite(flags.prefixRate),
    concurrency: flags.concurrency ?? capacity.connections,
    threads: flags.threads,
    probes: capacity.probes,
    waiting: capacity.waiting,
    timeout: flags.timeout,
    retries: flags.retries,
    seed: flags.seed ?? earlier?.seed ?? randomInt(2 ** 31),
    ...(shard && { shard }),
    maxDuration: flags.maxDuration ?? null,
    minCoverage: flags.minCoverage,
    secondLook: flags.secondLook ?? true,
  });
}
