/** The command line: every command and option, with its help, default and environment variable. */

import { Command, InvalidArgumentError, Option } from 'commander';
import { type AuditFlags, type Outside, runAudit, runPlan, runReport, runRules } from './commands.ts';
import { runDemo, runLab } from './demo.ts';
import { runDoctor } from './doctor.ts';
import type { ExitStatus } from './errors.ts';
import {
  OptionError,
  parseCount,
  parseDuration,
  parseNumber,
  parsePercent,
  parsePorts,
  parseRate,
  parseSeverity,
  parseShard,
  parseVantage,
} from './options.ts';
import { DEFAULT_MAX_ADDRESSES } from './scope/scope.ts';

/**
 * 100 a second: a small firewall that forgets a silent connection after two minutes holds 12,000 of them, and even modest
 * ones have room for 16,384.
 */
export const DEFAULT_RATE = 100;

/** Makes an option that is also a SEAWALL_* variable. */
function option<T>(
  flags: string,
  description: string,
  parse?: (text: string) => T,
  fallback?: T,
  shown?: string,
): Option {
  const made = new Option(flags, description);
  made.env(`SEAWALL_${made.attributeName().replace(/[A-Z]/g, '_$&').toUpperCase()}`);
  if (parse !== undefined) {
    made.argParser((text: string) => {
      try {
        return parse(text);
      } catch (error) {
        throw error instanceof OptionError ? new InvalidArgumentError(error.message) : error;
      }
    });
  }
  return fallback === undefined ? made : made.default(fallback, shown);
}

const outOption = (): Option => option('--out <dir>', 'folder for runs and reports', String, 'reports');
const portsOption = (): Option =>
  option('--ports <list>', 'ports instead of those in the scope files, e.g. 2375,2376,4243', parsePorts);
const rateOption = (): Option => option('--rate <n|max>', 'connections per second', parseRate, DEFAULT_RATE);
const prefixRateOption = (): Option =>
  option('--prefix-rate <n|max>', 'connections per second within one /24 (IPv6: /64)', parseRate, DEFAULT_RATE);
const concurrencyOption = (): Option =>
  option('--concurrency <n>', 'connections in flight (default: from the descriptor limit)', parseCount);
const timeoutOption = (): Option =>
  option('--timeout <ms>', 'silence after which a connection is given up', parseCount, 1_500);
const retriesOption = (): Option => option('--retries <n>', 'further tries after silence', parseNumber, 1);
const shardOption = (): Option => option('--shard <i/n>', 'walk the i-th of n parts', parseShard);
const maxAddressesOption = (): Option =>
  option('--max-addresses <n>', 'refuse a larger scope', parseCount, DEFAULT_MAX_ADDRESSES);
const formatOption = (): Option => option('--format <list>', 'reports to write', String, 'csv,json');
const quietOptions = (command: Command): Command =>
  command
    .addOption(option('--no-progress', 'no progress bar or lines'))
    .addOption(option('--quiet', 'no summary either: files and exit status only').default(false));

const EXAMPLES = `
Examples:
  seawall plan targets/                    what would be probed; sends nothing
  seawall audit targets/ --rate 200        200 connections a second at most
  seawall audit --resume RUN               take up an interrupted run
  seawall report latest --format csv --to - > last.csv
  seawall demo                             what findings look like, on loopback

Every option is also a variable: --max-duration is SEAWALL_MAX_DURATION.

Exit status: 0 nothing at or above --fail-on, 1 findings, 2 not run or a report
not written, 3 partial (results kept), 70 a bug in Seawall.`;

/** @param done is told the exit status of the command that ran */
export function createProgram(outside: Outside, done: (status: ExitStatus) => void): Command {
  const program = new Command('seawall')
    .description('Audits your own, authorised address space for Docker Engine APIs that answer without authentication.')
    .version(outside.version)
    .configureOutput({ writeOut: (text) => outside.stdout.write(text), writeErr: (text) => outside.stderr.write(text) })
    .configureHelp({ helpWidth: 80 })
    .showHelpAfterError('(seawall --help explains)')
    .addHelpText('after', EXAMPLES)
    .exitOverride();
  const finish = async (status: ExitStatus | Promise<ExitStatus>): Promise<void> => done(await status);

  const audit = program
    .command('audit')
    .description('sweep the authorised ranges, probe what is open, write reports')
    .argument('[scope...]', 'scope files or folders (default: targets/)');
  for (const made of [
    outOption(),
    portsOption(),
    rateOption(),
    prefixRateOption(),
    concurrencyOption(),
    timeoutOption(),
    retriesOption(),
  ])
    audit.addOption(made);
  audit
    .addOption(
      option('--engine <name>', 'how ports are found', undefined).choices(['auto', 'connect', 'syn']).default('auto'),
    )
    .addOption(option('--seed <n>', 'order of the walk (default: random)', parseNumber))
    .addOption(shardOption())
    .addOption(option('--resume <run>', "take up an unfinished run: its id, folder or 'latest'", String))
    .addOption(formatOption())
    .addOption(option('--fail-on <severity>', 'exit 1 from this severity up, or none', parseSeverity, 'high'))
    .addOption(option('--min-coverage <percent>', 'exit 3 if less was tested', parsePercent, 0))
    .addOption(maxAddressesOption())
    .addOption(option('--max-duration <time>', 'stop after 90s, 30m or 8h, keeping what was learnt', parseDuration))
    .addOption(
      option(
        '--vantage <name>',
        "where this machine stands, part of each finding's id (default: default)",
        parseVantage,
      ),
    );
  quietOptions(audit).action((paths: string[], flags: AuditFlags) => finish(runAudit(paths, flags, outside)));

  const plan = program
    .command('plan')
    .description('show what would be probed; sends nothing')
    .argument('[scope...]', 'scope files or folders (default: targets/)');
  for (const made of [
    portsOption(),
    rateOption(),
    prefixRateOption(),
    concurrencyOption(),
    timeoutOption(),
    retriesOption(),
    shardOption(),
    maxAddressesOption(),
  ])
    plan.addOption(made);
  plan.action((paths: string[], flags: AuditFlags) => finish(runPlan(paths, flags, outside)));

  program
    .command('report')
    .description('write the reports of a run again, from its journal; sends nothing')
    .argument('<run>', "a run's id or folder, or latest")
    .addOption(outOption())
    .addOption(formatOption())
    .addOption(option('--to <dir>', "another folder, or '-' for standard output", String))
    .action((run: string, flags: { out: string; format: string; to?: string }) =>
      finish(runReport(run, flags, outside)),
    );

  program
    .command('rules')
    .description('list every verdict with severity and meaning')
    .addOption(option('--long', 'with remediation and references').default(false))
    .action((flags: { long: boolean }) => finish(runRules(flags.long, outside)));

  program
    .command('lab')
    .description('start a lab of exposures on 127.0.0.x, until Ctrl-C')
    .addOption(option('--first <address>', 'first address of the lab', String, '127.0.0.10'))
    .action((flags: { first: string }) => finish(runLab(flags.first, outside)));

  quietOptions(
    program.command('demo').description('audit a lab of its own: see what findings look like').addOption(outOption()),
  ).action((flags: { out: string; progress: boolean; quiet: boolean }) => finish(runDemo(flags, outside)));

  program
    .command('doctor')
    .description('what this machine can do: engines, limits, output')
    .addOption(outOption())
    .action((flags: { out: string }) => finish(runDoctor(flags.out, outside)));
  return program;
}
