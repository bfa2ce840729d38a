/** `seawall verify`: look again at what is known to be open, twice, and tell what became of it. */

import { randomInt } from 'node:crypto';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AuditResult, audit } from '../audit/audit.ts';
import { capacityOf } from '../audit/engine-capacity.ts';
import { rememberRun } from '../audit/remember.ts';
import { createSweep } from '../audit/sweep-engines.ts';
import type { CommandSpec } from '../command-line/command.ts';
import { parseDuration, parseSeverity, parseVantage } from '../command-line/options.ts';
import { FORMAT_OPTIONS, type FormatFlags } from '../command-line/run-options.ts';
import { DEFAULT_SCOPE, OUT, POLICY } from '../command-line/shared-options.ts';
import { DEFAULT_SHARD, finite, MAX_ADDRESSES, SWEEP_OPTIONS, type SweepFlags } from '../command-line/sweep-options.ts';
import { EXIT, type ExitStatus, SeawallError } from '../domain/errors.ts';
import { isOpenWork, workOfStored } from '../domain/exposure.ts';
import type { StoredFinding } from '../domain/history.ts';
import type { Report } from '../domain/report.ts';
import type { RunOptions } from '../domain/run.ts';
import type { Scope } from '../domain/scope.ts';
import { isoNow, isoOf } from '../domain/time.ts';
import { isAtLeast, SEVERITIES, type Severity } from '../domain/verdicts.ts';
import { withHistoryOf } from '../history/history-file.ts';
import { findFinding, listFindings } from '../history/query.ts';
import type { Deadlines } from '../history/standing.ts';
import type { Format } from '../report/format.ts';
import { parseFormats } from '../report/formats.ts';
import { narrowScope } from '../scope/narrow.ts';
import { loadPolicy } from '../scope/policy.ts';
import { loadScope } from '../scope/scope.ts';
import { type Attendant, attend } from '../supervise/attend.ts';
import type { Ended } from '../supervise/audit-details.ts';
import type { Context } from '../supervise/context.ts';
import { shorten, writeAll } from '../supervise/output.ts';
import { renderFindingsTable } from '../terminal/findings-table.ts';

interface VerifyFlags extends SweepFlags, FormatFlags {
  out: string;
  only?: string[];
  pause: number;
  vantage?: string;
  policy?: string;
  failOn: Severity | 'none';
  maxAddresses: number;
}

/** An engine that was just restarted may sleep 16 s before it listens; nobody should look earlier than a minute after. */
const PAUSE = 60_000;

export const command: CommandSpec<VerifyFlags> = {
  options: [
    OUT,
    { flags: '--only <id>', describe: 'this finding alone; may be given several times', repeatable: true },
    {
      flags: '--pause <time>',
      describe: 'between the two looks; engines may need a minute to listen again',
      parse: parseDuration,
      fallback: PAUSE,
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
  const { clock, stderr } = context;
  const files = paths.length > 0 ? paths : [DEFAULT_SCOPE];
  const formats = parseFormats(flags.format);
  const deadlines = await loadPolicy(flags.policy, files);
  const scope = await loadScope(files, {
    now: clock.now(),
    maxAddresses: flags.maxAddresses,
    ...(flags.ports && { ports: flags.ports }),
  });
  const vantage = flags.vantage ?? 'default';
  const targets = listTargets(flags, vantage, deadlines, clock.now());
  const narrow = narrowScope(
    scope,
    targets.map(({ finding }) => finding),
  );
  if (narrow === undefined) {
    const what = targets.length === 0 ? 'there are no open findings' : 'no open finding lies in this scope';
    stderr.write(`nothing to verify: ${what}\n`);
    return EXIT.clean;
  }
  const known = { scope: narrow, vantage, targets, deadlines };
  const request = { command: 'verify', out: flags.out, flags: { ...flags, quiet: false } };
  return await attend(request, context, (attendant) => verify(known, flags, formats, context, attendant));
}

interface Known {
  /** Holds the targets alone. */
  scope: Scope;
  vantage: string;
  targets: readonly StoredFinding[];
  deadlines: Deadlines;
}

async function verify(
  known: Known,
  flags: VerifyFlags,
  formats: readonly Format[],
  context: Context,
  { log, enter, started }: Attendant,
): Promise<Ended> {
  const { scope, vantage, targets, deadlines } = known;
  const { clock, stdout, color } = context;
  const options = optionsOf(flags, context);
  await enter({ scope, options, vantage });
  const left = targets.length - scope.endpoints;
  const apart = `${flags.pause / 1_000} s apart${left > 0 ? `; ${left} are out of this scope` : ''}`;
  log.info('verify', `looking at ${scope.endpoints} of ${targets.length} findings twice, ${apart}`);
  const look = (verify: { confirms?: string }): Promise<AuditResult> =>
    lookOnce(known, options, flags.out, verify, context, started);
  const first = await look({});
  await sleep(flags.pause, undefined, { signal: context.signal }).catch(() => undefined);
  if (context.signal.aborted) {
    log.warn('verify', 'stopped before the second look: nothing is taken for mended');
    return { ...first, status: EXIT.partial };
  }
  const { folder } = await look({ confirms: basename(first.folder) });
  const report = await rememberRun(folder, { out: flags.out, deadlines, first: first.folder });
  const complain = (message: string): void => log.error('report-unwritable', message, { code: 'OUTPUT_UNWRITABLE' });
  const written = await writeAll(folder, report, formats, complain, flags);
  const ids = new Set(targets.map(({ finding }) => finding.id));
  const now = isoNow(clock);
  const all = withHistoryOf(flags.out, (db) => listFindings(db, { now, deadlines }), []);
  const after = all.filter(({ finding }) => ids.has(finding.id));
  stdout.write(renderFindingsTable(after, { width: Math.max(80, stdout.columns ?? 120), color }));
  log.info('verify', `reports in ${shorten(folder)}`);
  return { folder, report, status: written.whole ? statusOf(after, report, flags.failOn) : EXIT.notRun };
}

/** What is open or unverified and more than information; or what was named. */
function listTargets(
  { out, only = [] }: VerifyFlags,
  vantage: string,
  deadlines: Deadlines,
  time: number,
): StoredFinding[] {
  const now = isoOf(time);
  return withHistoryOf(
    out,
    (db) => {
      if (only.length > 0) return only.map((id) => fromHere(findFinding(db, id, { now, deadlines }), vantage));
      const filter = { vantage, unresolved: true, severities: SEVERITIES.filter((word) => word !== 'info') } as const;
      return listFindings(db, { now, deadlines, filter });
    },
    [],
  );
}

/** What one place sees says nothing of what another one saw. */
function fromHere(stored: StoredFinding, vantage: string): StoredFinding {
  const { finding } = stored;
  if (finding.vantage === vantage) return stored;
  const message = `${finding.id} was seen from ${finding.vantage}: look again from there, with --vantage ${finding.vantage}`;
  throw new SeawallError({ code: 'USAGE', message });
}

function optionsOf(flags: VerifyFlags, { descriptors }: Context): RunOptions {
  const { connections, probes } = capacityOf('connect', descriptors);
  return {
    engine: 'connect',
    ports: flags.ports ?? [],
    rate: finite(flags.rate),
    prefixRate: finite(flags.prefixRate),
    concurrency: flags.concurrency ?? connections,
    threads: 1,
    probes,
    timeout: flags.timeout,
    retries: flags.retries,
    seed: randomInt(2 ** 31),
    shard: DEFAULT_SHARD,
    maxDuration: null,
    minCoverage: 0,
  };
}

async function lookOnce(
  { scope, vantage }: Known,
  options: RunOptions,
  out: string,
  verify: { confirms?: string },
  { clock, signal, version }: Context,
  onStart: Attendant['started'],
): Promise<AuditResult> {
  const watched = scope.spans.flatMap(({ first, ports }) => ports.map((port) => ({ address: first, port })));
  const sweep = createSweep('connect', options);
  return await audit({ scope, out, options, version, vantage, sweep, watched, verify, clock, signal, onStart });
}

function statusOf(after: readonly StoredFinding[], { run }: Report, failOn: Severity | 'none'): ExitStatus {
  if (run.outcome === 'partial') return EXIT.partial;
  const open = after.some(
    (stored) => isOpenWork({ work: workOfStored(stored) }) && isAtLeast(stored.finding.severity, failOn),
  );
  return open ? EXIT.findings : EXIT.clean;
}
