/** The stages of a run between its first line in the journal and its last: sweeps, probes, counts, and stops in time. */

import type { OpenRecord, StateCounts, SweepRecord, Walk } from '../domain/endpoint.ts';
import { emptyPackedEndpoint } from '../domain/endpoint.ts';
import { reasonOf } from '../domain/errors.ts';
import type { PartialReason, RunOptions } from '../domain/run.ts';
import type { Scope } from '../domain/scope.ts';
import { isoNow, type Timer } from '../domain/time.ts';
import type { JournalWriter } from '../journal/journal.ts';
import { createSample, type Sample, type SampledPlaces } from '../journal/sample.ts';
import { createTally, type Tally } from '../journal/tally.ts';
import type { Prefixes } from '../journal/uniform.ts';
import { createWatch, type WatchedEndpoint } from '../journal/watch.ts';
import { createPermit } from '../scope/permit.ts';
import { createPace } from '../sweep/pace.ts';
import { type Sweep, type SweepJob, zeroCounters } from '../sweep/sweep.ts';
import { keepCheckpoints } from './checkpoints.ts';
import { createProbing, type Probing } from './probing.ts';
import { lookAgain } from './second-look.ts';
import { steer } from './steer.ts';
import { createStop, type Stop } from './stop.ts';

export interface AuditProgress {
  done: number;
  total: number;
  states: StateCounts;
  exposed: number;
  probing: number;
}

/** Where a run begins: at the start, or where an earlier process stopped. */
export interface Beginning {
  folder: string;
  run: string;
  journal: JournalWriter;
  position: number;
  /** Open endpoints at or beyond `position`. */
  known: OpenRecord[];
  /** Open endpoints that were not probed. */
  owed: OpenRecord[];
  /** What earlier processes learnt for the second look, and of prefixes that accept everything. */
  earlier: Earlier;
}

export interface Earlier {
  sampled: SampledPlaces;
  /** Endpoints of the walk below `position`, by state. */
  states: StateCounts;
  /** Endpoints that the second look has found open already. */
  late: ReadonlySet<number>;
  lookedAgain: boolean;
  prefixes: Prefixes;
}

export interface StagesRequest {
  scope: Scope;
  options: RunOptions;
  version: string;
  sweep: Sweep;
  clock: Timer;
  signal: AbortSignal;
  /** Endpoints that earlier runs found answering: what becomes of each is kept. */
  watched?: readonly WatchedEndpoint[];
  onProgress?: (state: AuditProgress) => void;
}

/** What the stages of one run share. */
interface Shared {
  journal: JournalWriter;
  tally: Tally;
  sample: Sample;
  job: SweepJob;
  probing: Probing;
  stop: Stop;
  walk: Walk;
  /** Told of every settled endpoint. */
  watch: (record: SweepRecord) => void;
}

/** Sweeps and probes until the walk is done or the run is stopped. @returns why it is not complete, if it is not */
export async function runStages(request: StagesRequest, beginning: Beginning, walk: Walk): Promise<PartialReason[]> {
  const { options, clock } = request;
  const { journal } = beginning;
  const stop = createStop(request.signal, options.maxDuration);
  const sample = createSample(options.seed, walk.size, beginning.earlier.sampled);
  const tally = createTally(beginning.position, rangeReader(walk), sample);
  // Endpoints that an earlier process found open are settled, not swept again.
  for (const open of beginning.known) tally.settle(open.position, 'open');
  const job = describeSweep(request, beginning, walk, tally, stop);
  const fault = (message: string): void => journal.append({ kind: 'fault', at: isoNow(clock), message });
  const probing = createProbing({
    ...request,
    run: beginning.run,
    journal,
    job,
    fault,
    prefixes: beginning.earlier.prefixes,
    share: () => (tally.furthest + 1) / walk.size / options.shard.count,
  });
  const report = (): void =>
    request.onProgress?.({
      done: tally.settled,
      total: walk.size,
      states: { ...tally.seen },
      exposed: probing.exposed,
      probing: probing.pool.pending,
    });
  const keeper = keepCheckpoints(journal, tally, clock, stop, report);
  const watch = createWatch(request.watched ?? [], walk, journal);
  const shared = { journal, tally, sample, job, probing, stop, walk, watch };
  let failed = false;
  try {
    await sweepAndProbe(request, beginning, shared);
    await probing.pool.idle();
    await keeper.write();
    if (isThrough(shared)) await lookOnceMore(request, beginning, shared);
  } catch (error) {
    failed = true;
    fault(`sweep: ${reasonOf(error)}`);
  }
  await probing.pool.idle();
  stop.release();
  await keeper.close();
  return isThrough(shared) && !failed ? [] : [stop.reason ?? 'faulted'];
}

function isThrough({ tally, walk, stop }: Shared): boolean {
  return tally.position >= walk.size && stop.reason === undefined;
}

async function sweepAndProbe(
  { sweep, options, clock }: StagesRequest,
  { owed, folder }: Beginning,
  { journal, tally, job, probing, stop, watch }: Shared,
): Promise<void> {
  const settle = (record: SweepRecord): void => {
    tally.settle(record.position, record.state, 'reason' in record ? record.reason : '');
    watch(record);
    if (record.state !== 'open') return;
    journal.append({ kind: 'open', open: record });
    probing.add(record);
  };
  const letGo = steer({
    folder,
    ceiling: options.rate,
    pace: job.pace,
    signs: job.counters,
    seen: tally.seen,
    clock,
    onPoint: (point) => journal.append({ kind: 'rate', ...point }),
    onStop: () => stop.now('interrupted'),
  });
  try {
    for (const open of owed) {
      probing.add(open);
      await probing.pool.room();
    }
    for await (const batch of sweep.run(job)) {
      for (const record of batch) settle(record);
      await probing.pool.room();
    }
  } finally {
    letGo();
  }
}

/** Asks a sample again, and keeps what that says in the journal. */
async function lookOnceMore(
  { sweep, options, clock }: StagesRequest,
  { folder, earlier }: Beginning,
  { journal, tally, sample, job, probing, stop, walk }: Shared,
): Promise<void> {
  if (options.secondLook !== true || earlier.lookedAgain) return;
  const count = (state: 'open' | 'closed' | 'filtered' | 'unreachable'): number =>
    earlier.states[state] + tally.seen[state];
  const outcome = await lookAgain({
    sweep,
    job,
    rate: options.rate,
    sample,
    answered: count('open') + count('closed') + count('unreachable'),
    silent: count('filtered'),
    folder,
    rangeOf: rangeReader(walk),
    onOpen: (open, was) => {
      if (earlier.late.has(open.position)) return;
      journal.append({ kind: 'open', open, was });
      probing.add(open);
    },
    onStop: () => stop.now('interrupted'),
  });
  if (outcome !== undefined) journal.append({ kind: 'second-look', at: isoNow(clock), ...outcome });
}

function describeSweep(
  { scope, options, clock }: StagesRequest,
  { position, known }: Beginning,
  walk: Walk,
  tally: Tally,
  stop: Stop,
): SweepJob {
  return {
    plan: { scope, seed: options.seed, shard: options.shard },
    walk,
    permit: createPermit(scope, clock),
    pace: createPace({ rate: options.rate, prefixRate: options.prefixRate, clock }),
    positions: { from: position, to: walk.size, step: 1, skip: known.map((open) => open.position) },
    limit: () => tally.limit,
    concurrency: options.concurrency,
    timeout: options.timeout,
    retries: options.retries,
    signal: stop.signal,
    clock,
    counters: zeroCounters(),
  };
}

/** The range of an endpoint, by its place. */
function rangeReader(walk: Walk): (position: number) => number {
  const packed = emptyPackedEndpoint();
  return (position) => {
    walk.read(position, packed);
    return packed.range;
  };
}
