/** Options that several commands have. */

import { DEFAULT_TIMEOUT_MS } from '../domain/run.ts';
import { NOTIFY_WHEN } from '../notify/message.ts';
import { FORMATS } from '../report/formats.ts';
import { DEFAULT_MAX_ADDRESSES } from '../scope/scope.ts';
import { LOG_FORMATS, LOG_LEVELS } from '../terminal/log.ts';
import type { ArgumentSpec, OptionSpec } from './command.ts';
import { parseCount, parseLine, parseNumber, parseOrg, parsePorts, parseRate, parseShard } from './options.ts';

/**
 * 100 a second: a small firewall that forgets a silent connection after two minutes holds 12,000 of them, and even modest
 * ones have room for 16,384.
 */
export const DEFAULT_RATE = 100;
export const DEFAULT_SCOPE = 'targets/';

export const SCOPE: ArgumentSpec = {
  name: '[scope...]',
  describe: `scope files or folders (default: ${DEFAULT_SCOPE})`,
};

export const OUT: OptionSpec = { flags: '--out <dir>', describe: 'folder for runs and reports', fallback: 'reports' };

/** Which reports are written, and how. */
export const FORMAT_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--format <list>',
    describe: `reports to write: ${FORMATS.map(({ name }) => name).join(', ')}, or all`,
    fallback: 'csv,json,html',
  },
  { flags: '--excel', describe: 'begin findings.csv with the mark that Excel needs', fallback: false },
  { flags: '--org <name>', describe: "organisation in the names of Shadowserver's files", parse: parseOrg },
];

/** What FORMAT_OPTIONS come to. */
export interface FormatFlags {
  format: string;
  excel: boolean;
  org?: string;
}

/** What is probed, and how fast: the same for a run and for its plan. */
export const SWEEP_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--ports <list>',
    describe: 'ports instead of those in the scope files, e.g. 2375,2376,4243',
    parse: parsePorts,
  },
  { flags: '--rate <n|max>', describe: 'connections per second', parse: parseRate, fallback: DEFAULT_RATE },
  {
    flags: '--prefix-rate <n|max>',
    describe: 'connections per second within one /24 (IPv6: /64)',
    parse: parseRate,
    fallback: DEFAULT_RATE,
  },
  {
    flags: '--concurrency <n>',
    describe: 'connections in flight (default: from the descriptor limit)',
    parse: parseCount,
  },
  {
    flags: '--timeout <ms>',
    describe: 'silence after which a connection is given up',
    parse: parseCount,
    fallback: DEFAULT_TIMEOUT_MS,
  },
  { flags: '--retries <n>', describe: 'further tries after silence', parse: parseNumber, fallback: 1 },
];

export const SECOND_LOOK: OptionSpec = {
  flags: '--no-second-look',
  describe: 'do not ask a sample again at the end to measure what was missed',
};

export const SHARD: OptionSpec = { flags: '--shard <i/n>', describe: 'walk the i-th of n parts', parse: parseShard };

export const MAX_ADDRESSES: OptionSpec = {
  flags: '--max-addresses <n>',
  describe: 'refuse a larger scope',
  parse: parseCount,
  fallback: DEFAULT_MAX_ADDRESSES,
};

export const POLICY: OptionSpec = {
  flags: '--policy <file>',
  describe: 'days until a finding must be closed (default: policy.yaml beside the scope files)',
};

export const FINDING: ArgumentSpec = { name: '<id>', describe: "a finding's id, or the beginning of it" };

export const BY: OptionSpec = { flags: '--by <name>', describe: 'who says so (default: you)', parse: parseLine };

export const QUIET: readonly OptionSpec[] = [
  { flags: '--no-progress', describe: 'no progress bar or lines' },
  { flags: '--quiet', describe: 'no summary either: files and exit status only', fallback: false },
];

/** Messages and notifications of a run that nobody watches. */
export const UNATTENDED_OPTIONS: readonly OptionSpec[] = [
  { flags: '--notify <url>', describe: 'tell this webhook what changed; may be repeated', repeatable: true },
  {
    flags: '--notify-when <when>',
    describe: 'what is worth a notification',
    choices: NOTIFY_WHEN,
    fallback: 'changes',
  },
  { flags: '--mail-to <address>', describe: 'the same by mail, through sendmail; may be repeated', repeatable: true },
  {
    flags: '--log-format <format>',
    describe: 'messages; json where there is no terminal (default: by the terminal)',
    choices: LOG_FORMATS,
  },
  { flags: '--log-level <level>', describe: 'least important message (default: info)', choices: LOG_LEVELS },
];

/** What SWEEP_OPTIONS come to. A rate is infinite for no limit. */
export interface SweepFlags {
  ports?: number[];
  rate: number;
  prefixRate: number;
  concurrency?: number;
  timeout: number;
  retries: number;
}

/** A rate for the record: null for no limit, because JSON has no infinity. */
export function finite(rate: number): number | null {
  return Number.isFinite(rate) ? rate : null;
}
