/** `seawall verify`: look again at what is known to be open, twice, and tell what became of it. */

import { randomInt } from 'node:crypto';
import { capacityOf } from '../audit/engine-capacity.ts';
import type { CommandSpec } from '../command-line/command.ts';
import { parseDuration, parseSeverity, parseVantage } from '../command-line/options.ts';
import { FORMAT_OPTIONS, type FormatFlags } from '../command-line/run-options.ts';
import { DEFAULT_SCOPE, OUT, POLICY } from '../command-line/shared-options.ts';
import { finite, MAX_ADDRESSES, SWEEP_OPTIONS, type SweepFlags } from '../command-line/sweep-options.ts';
import { EXIT, type ExitStatus } from '../domain/errors.ts';
import { defaultOptions } from '../domain/run.ts';
import { isoNow } from '../domain/time.ts';
import type { Severity } from '../domain/verdicts.ts';
import { parseFormats } from '../report/formats.ts';
import { narrowScope } from '../scope/narrow.ts';
import { loadPolicy } from '../scope/policy.ts';
import { loadScope } from '../scope/scope.ts';
import type { Context } from '../supervise/context.ts';
import { supervise } from '../supervise/run-supervisor.ts';
import { verifyRun } from '../supervise/verify-run.ts';
import { listTargets } from '../supervise/verify-targets.ts';

interface VerifyFlags extends SweepFlags, FormatFlags {
  out: string;
  only?: string[];
  pause: number;
  vantage?: string;
  policy?: string;
  failOn: Severity | 'none';
  maxAddresses: number;
}

/** An engine that was just restarted may take 16 s until it listens; a minute leaves room for a slow host. */
const PAUSE_MS = 60_000;

export const command: CommandSpec<VerifyFlags> = {
  options: [
    OUT,
    { flags: '--only <id>', describe: 'this finding alone; may be given several times', repeatable: true },
    {
      flags: '--pause <time>',
      describe: 'between the two looks; engines may need a minute to listen again',
      parse: parseDuration,
      fallback: PAUSE_MS,
    },
    ...SWEEP_OPTIONS,
    { flags: '--vantage <name>', describe: 'where this machine stands (default: default)', parse: parseVantage },
    POLICY,
    ...FORMAT_OPTIONS,
    {
      flags: '--fail-on <severity>',
      describe: 'exit 1 if something of this severity is still open, or none',
      parse: parseSeverity,
      fallback: 'high',
    },
    MAX_ADDRESSES,
  ],
  run: runVerify,
};

async function runVerify(paths: readonly string[], flags: VerifyFlags, context: Context): Promise<ExitStatus> {
  const { clock, stderr, descriptors } = context;
  const { out, only = [], vantage = 'default', pause: pauseMs } = flags;
  const files = paths.length > 0 ? paths : [DEFAULT_SCOPE];
  const formats = parseFormats(flags.format);
  const deadlines = await loadPolicy(flags.policy, files);
  const whole = await loadScope(files, {
    now: clock.now(),
    maxAddresses: flags.maxAddresses,
    ...(flags.ports && { ports: flags.ports }),
  });
  const targets = listTargets({ out, vantage, only, deadlines, now: isoNow(clock) });
  const scope = narrowScope(
    whole,
    targets.map(({ finding }) => finding),
  );
  if (scope === undefined) {
    const what = targets.length === 0 ? 'there are no open findings' : 'no open finding lies in this scope';
    stderr.write(`nothing to verify: ${what}\n`);
    return EXIT.clean;
  }
  const capacity = capacityOf('connect', descriptors);
  const options = defaultOptions({
    ports: flags.ports ?? [],
    rate: finite(flags.rate),
    prefixRate: finite(flags.prefixRate),
    concurrency: flags.concurrency ?? capacity.connections,
    probes: capacity.probes,
    timeout: flags.timeout,
    retries: flags.retries,
    seed: randomInt(2 ** 31),
  });
  const job = { ...flags, scope, options, vantage, formats, deadlines, targets, pauseMs };
  const request = { command: 'verify', out, flags: { quiet: false, failOn: flags.failOn } };
  return await supervise(request, context, (supervisor) => verifyRun(job, context, supervisor));
}
