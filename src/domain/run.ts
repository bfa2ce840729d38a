/** One run: what was chosen, what was covered, how it ended. */

import type { StateCounts } from './endpoint.ts';
import type { Removal } from './scope.ts';
import type { Severity, Verdict } from './verdicts.ts';

/** Why a run did not finish as planned. */
export const PARTIAL_REASONS = ['interrupted', 'out-of-time', 'killed', 'faulted', 'coverage'] as const;
export type PartialReason = (typeof PARTIAL_REASONS)[number];

/** What `--out` is where nobody says it. Not read by the option itself: the start of the program loads few files. */
export const DEFAULT_OUT = 'reports';

/** Reasons that leave something to go on with; a run that is partial for another has been through its whole scope. */
const RESUMABLE: ReadonlySet<PartialReason> = new Set(['interrupted', 'out-of-time', 'killed']);

/** Whether a run can be taken up again (`--resume`). */
export function isResumable(reasons: readonly PartialReason[]): boolean {
  return reasons.some((reason) => RESUMABLE.has(reason));
}

/** The cause of a change of rate, or `steady` for a point of the rate's course. */
export const RATE_CAUSES = [
  'slow-start',
  'steady',
  'local-trouble',
  'answers-lost',
  'answers-late',
  'recovered',
] as const;
export type RateCause = (typeof RATE_CAUSES)[number];

/** One moment in the story of a run's rate. Counts are since the process began. */
export interface RatePoint {
  at: string;
  /** Connections per second that are allowed from now on; null for no limit. */
  rate: number | null;
  cause: RateCause;
  sent: number;
  answered: number;
  late: number;
  trouble: number;
}

export interface RangeCounts {
  range: string;
  owner: string;
  reference: string;
  authorized: number;
  states: StateCounts;
  /** Add up to `states['not-tested']`. Missing in older runs. */
  notTested?: Record<string, number>;
}

/** A class of endpoints, how many of them were looked at a second time, and how many of those answered then. */
export interface SampleResult {
  endpoints: number;
  sampled: number;
  answered: number;
}

/** Estimate of the endpoints that the sweep missed, from a second look at a low rate. */
export interface SecondLook {
  /** Connections per second, at most. */
  perSecond: number;
  /** Endpoints that the sweep had called `filtered`. */
  silent: SampleResult;
  /** Endpoints that had answered: what the second look itself loses. */
  control: SampleResult;
  /** Endpoints that answer and had been silent, all in all; null, as the following, if nothing answered in either look. */
  missed: number | null;
  /** Percent of all that answer which had been silent, and the 95 % interval. */
  rate: number | null;
  low: number | null;
  high: number | null;
}

/** Why there was no second look. */
export type NoSecondLook = 'not-wanted' | 'unfinished';

/** A prefix in which most endpoints accept a connection and answer nothing: one middlebox or tarpit, not so many services. */
export interface UniformPrefix {
  /** `192.0.2.0/24`, or an IPv6 /120. */
  prefix: string;
  /** Endpoints that accepted a connection. */
  accepted: number;
  /** Those that were asked; the others were not, and count as not tested. */
  probed: number;
  /** Of those that were asked first. */
  verdict: Verdict;
  /** Those of the probed that were asked once and briefly. Missing in older runs, in which the rest was not asked. */
  briefly?: number;
}

/** What a run was not given any more, as a budget was spent: bytes received, time waited, bytes kept on the disk. */
export const SPENT_KINDS = ['bytes', 'time', 'disk'] as const;
export interface Spent {
  what: (typeof SPENT_KINDS)[number];
  /** A /24, or an IPv6 /120; without it, the run's own. */
  prefix?: string;
}

/** Reasons why an open endpoint is not tested: in a prefix of which the rest was not asked, or as a budget was spent. */
export const [UNIFORM_PREFIX, BUDGET_SPENT] = ['uniform-prefix', 'budget-spent'] as const;

/** The sweep engines, as a person names them. */
export const SWEEP_ENGINES = ['connect', 'syn', 'portable'] as const;
export type SweepEngine = (typeof SWEEP_ENGINES)[number];

/** Options of a run, as chosen; part of the record. */
export interface RunOptions {
  engine: SweepEngine;
  ports: number[];
  rate: number | null;
  prefixRate: number | null;
  concurrency: number;
  /** Threads that sweep. */
  threads: number;
  /** Probes that work at once. */
  probes: number;
  /** Probes that wait for the far side, besides. Missing in older runs, in which they kept their places. */
  waiting?: number;
  timeout: number;
  retries: number;
  seed: number;
  shard: { index: number; count: number };
  maxDuration: number | null;
  minCoverage: number;
  /** Whether a sample is looked at again at the end. */
  secondLook?: boolean;
}

export const DEFAULT_SHARD: RunOptions['shard'] = { index: 1, count: 1 };

/** Silence after which a connection is given up, in milliseconds. */
export const DEFAULT_TIMEOUT_MS = 1_500;

/** The options of a run: one thread and no limits, unless `overrides` say otherwise. */
export function defaultOptions(
  overrides: Partial<RunOptions> & Pick<RunOptions, 'concurrency' | 'probes' | 'seed'>,
): RunOptions {
  const { concurrency, probes, waiting, seed, secondLook } = overrides;
  const { engine = 'connect', ports = [], rate = null, prefixRate = null, threads = 1 } = overrides;
  const { timeout = DEFAULT_TIMEOUT_MS, retries = 0, shard = DEFAULT_SHARD } = overrides;
  const { maxDuration = null, minCoverage = 0 } = overrides;
  return {
    engine,
    ports,
    rate,
    prefixRate,
    concurrency,
    threads,
    probes,
    ...(waiting !== undefined && { waiting }),
    timeout,
    retries,
    seed,
    shard,
    maxDuration,
    minCoverage,
    ...(secondLook !== undefined && { secondLook }),
  };
}

export interface RunRecord {
  schema: 'seawall.run/1';
  id: string;
  /** Set for a run that looked at known findings again, and at nothing else. */
  purpose?: 'verify';
  version: string;
  vantage: string;
  startedAt: string;
  finishedAt: string;
  resumedAt: string[];
  outcome: 'finished' | 'partial';
  reasons: PartialReason[];
  options: RunOptions;
  scope: { digest: string; files: string[]; addresses: number; endpoints: number; removals: Removal[] };
  /** Endpoints of this run's shard, and how many of them gave or were given a state other than `not-tested`. */
  coverage: { endpoints: number; tested: number; percent: number };
  /** Add up to `scope.endpoints`. */
  states: StateCounts;
  /** Add up to `states['not-tested']`. */
  notTested: Record<string, number>;
  ranges: RangeCounts[];
  /** `withheld`: those without a handshake with finite-field Diffie-Hellman that was due. Missing where there are none. */
  probes: { done: number; faulted: number; withheld?: number };
  severities: Record<Severity, number>;
  verdicts: Partial<Record<Verdict, number>>;
  faults: string[];
  /** The course of the rate: every cut, and a point now and then. */
  pacing: RatePoint[];
  /** Missing in older runs, as the following. */
  secondLook?: SecondLook | null;
  /** Set where `secondLook` is null. */
  noSecondLook?: NoSecondLook;
  uniform?: UniformPrefix[];
  spent?: Spent[];
}
