/** Options of a sweep: the same for a run and for its plan. */

import { DEFAULT_TIMEOUT_MS } from '../domain/run.ts';
import { DEFAULT_MAX_ADDRESSES } from '../scope/scope.ts';
import type { OptionSpec } from './command.ts';
import { parseCount, parseNumber, parsePorts, parseRate, parseShard } from './options.ts';

/**
 * 100 a second: a small firewall that forgets a silent connection after two minutes holds 12,000 of them, and even modest
 * ones have room for 16,384.
 */
const DEFAULT_PER_SECOND = 100;

/** Options of the sweep: ports, rates, engine, limits. */
export const SWEEP_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--ports <list>',
    describe: 'ports instead of those in the scope files, e.g. 2375,2376,4243, or control-planes',
    parse: parsePorts,
  },
  { flags: '--rate <n|max>', describe: 'connections per second', parse: parseRate, fallback: DEFAULT_PER_SECOND },
  {
    flags: '--prefix-rate <n|max>',
    describe: 'connections per second within one /24 (IPv6: /64)',
    parse: parseRate,
    fallback: DEFAULT_PER_SECOND,
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

/** The parsed SWEEP_OPTIONS. A rate is infinite for no limit. */
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
