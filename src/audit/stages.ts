/** The stages of a run between its first journal line and its last: sweep, probe, count, second look, stop in time. */

import type { OpenRecord, StateCounts, SweepRecord, Walk } from '../domain/endpoint.ts';
import { emptyPackedEndpoint } from '../domain/endpoint.ts';
import { reasonOf } from '../domain/errors.ts';
import type { PartialReason, RunOptions } from '../domain/run.ts';
import type { Scope } from '../domain/scope.ts';
import { isoNow, type Timer } from '../domain/time.ts';
import { countNeighbours, type NeighbourCount } from '../journal/neighbours.ts';
import { createSample, type Sample, type SampledPositions } from '../journal/sample.ts';
import { createTally, type Tally } from '../journal/tally.ts';
import type { Prefixes } from '../journal/uniform.ts';
import { createWatch, type WatchedEndpoint } from '../journal/watch.ts';
import { createPermit } from '../scope/permit.ts';
import { createPace } from '../sweep/pace.ts';
import { type Sweep, type SweepJob, zeroCounters } from '../sweep/sweep.ts';
import { keepCheckpoints } from './checkpoints.ts';
import { createProbing, type Probing } from './probing.ts';
import { controlRate } from './rate-control.ts';
import type { RunRecorder } from './run-recorder.ts';
import { lookAgain } from './second-look.ts';
import { createStop, type Stop } from './stop.ts';

export interface AuditProgress {
  done: number;
  total: number;
  states: StateCounts;
  exposed: number;
  probing: number;
  /** Endpoints that are waited for, and for how many milliseconds at most. */
  waiting: { probes: number; ms: number };
}

/** State that the earlier processes of a run left; empty for a new run. */
export interface EarlierWork {
  /** Every endpoint of the walk below this one is settled. */
  position: number;
  /** Open endpoints at or beyond `position`. */
  openBefore: OpenRecord[];
  /** Open endpoints that were not probed. */
  pendingProbes: OpenRecord[];
  sampled: SampledPositions;
  /** Endpoints of the walk below `position`, by state. */
  states: StateCounts;
  /** Positions that the second look has found open already. */
  foundOnRecheck: ReadonlySet<number>;
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
  /** Endpoints that earlier runs found open: the sweep state of each is kept. */
  watched?: readonly WatchedEndpoint[];
  onProgress?: (state: AuditProgress) => void;
}

export class RunStages {
  private readonly request: StagesRequest;
  private readonly recorder: RunRecorder;
  private readonly earlier: EarlierWork;
  private readonly walk: Walk;
  private readonly stop: Stop;
  private readonly sample: Sample;
  private readonly tally: Tally;
  private readonly job: SweepJob;
  private readonly probing: Probing;
  private readonly watch: (record: SweepRecord) => void;
  private readonly neighbours: NeighbourCount;

  constructor(request: StagesRequest, recorder: RunRecorder, earlier: EarlierWork, walk: Walk) {
    const { options } = request;
    this.request = request;
    this.recorder = recorder;
    this.earlier = earlier;
    this.walk = walk;
    this.stop = createStop(request.signal, options.maxDuration);
    this.sample = createSample(options.seed, walk.size, earlier.sampled);
    this.tally = createTally(earlier.position, rangeReader(walk), this.sample);
    // Endpoints that an earlier process found open are settled, not swept again.
    for (const open of earlier.openBefore) this.tally.settle(open.position, 'open');
    this.job = this.describeSweep();
    this.probing = createProbing({
      ...request,
      recorder,
      job: this.job,
      prefixes: earlier.prefixes,
      share: () => (this.tally.furthest + 1) / walk.size / options.shard.count,
      onFault: (message) => this.noteFault(message),
    });
    this.watch = createWatch(request.watched ?? [], walk, recorder);
    this.neighbours = countNeighbours(request.watched ?? [], walk);
  }

  /** Sweeps and probes until the walk is done or the run is stopped. @returns why it is partial; empty if it is not */
  async run(): Promise<PartialReason[]> {
    const { recorder, tally, stop, probing } = this;
    const keeper = keepCheckpoints(recorder, tally, this.request.clock, stop, () => this.reportProgress());
    let failed = false;
    try {
      await this.sweepAndProbe();
      await probing.pool.idle();
      await keeper.write();
      if (this.isThrough()) await this.lookOnceMore();
    } catch (error) {
      failed = true;
      this.noteFault(`sweep: ${reasonOf(error)}`);
    }
    await probing.pool.idle();
    probing.close();
    stop.release();
    await keeper.close();
    for (const prefixes of this.neighbours.take()) recorder.append({ kind: 'neighbours', prefixes });
    return this.isThrough() && !failed ? [] : [stop.reason ?? 'faulted'];
  }

  private isThrough(): boolean {
    return this.tally.position >= this.walk.size && this.stop.reason === undefined;
  }

  private noteFault(message: string): void {
    this.recorder.append({ kind: 'fault', at: isoNow(this.request.clock), message });
  }

  private reportProgress(): void {
    const { tally, walk, probing } = this;
    this.request.onProgress?.({
      done: tally.settled,
      total: walk.size,
      states: { ...tally.seen },
      exposed: probing.exposed,
      probing: probing.pool.pending,
      waiting: probing.pool.waiting,
    });
  }

  private async sweepAndProbe(): Promise<void> {
    const { recorder, tally, job, probing } = this;
    const { sweep, options, clock } = this.request;
    const stopControl = controlRate({
      folder: recorder.folder,
      ceiling: options.rate,
      pace: job.pace,
      counters: job.counters,
      seen: tally.seen,
      clock,
      onPoint: (point) => recorder.append({ kind: 'rate', ...point }),
      onStop: () => this.stop.now('interrupted'),
    });
    try {
      for (const open of this.earlier.pendingProbes) {
        probing.add(open);
        await probing.pool.room();
      }
      for await (const batch of sweep.run(job)) {
        for (const record of batch) this.settle(record);
        await probing.pool.room();
      }
    } finally {
      stopControl();
    }
  }

  private settle(record: SweepRecord): void {
    this.tally.settle(record.position, record.state, 'reason' in record ? record.reason : '');
    this.watch(record);
    this.neighbours.note(record);
    if (record.state !== 'open') return;
    this.recorder.append({ kind: 'open', open: record });
    this.probing.add(record);
  }

  /** Asks a sample of the endpoints again, and keeps the outcome in the journal. */
  private async lookOnceMore(): Promise<void> {
    const { recorder, earlier, tally, sample, job, probing } = this;
    const { sweep, options, clock } = this.request;
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
      folder: recorder.folder,
      rangeOf: rangeReader(this.walk),
      onOpen: (open, was) => {
        if (earlier.foundOnRecheck.has(open.position)) return;
        recorder.append({ kind: 'open', open, was });
        probing.add(open);
      },
      onStop: () => this.stop.now('interrupted'),
    });
    if (outcome !== undefined) recorder.append({ kind: 'second-look', at: isoNow(clock), ...outcome });
  }

  private describeSweep(): SweepJob {
    const { earlier, walk, tally, stop } = this;
    const { scope, options, clock } = this.request;
    return {
      plan: { scope, seed: options.seed, shard: options.shard },
      walk,
      permit: createPermit(scope, clock),
      pace: createPace({ rate: options.rate, prefixRate: options.prefixRate, clock }),
      positions: {
        from: earlier.position,
        to: walk.size,
        step: 1,
        skip: earlier.openBefore.map((open) => open.position),
      },
      limit: () => tally.limit,
      concurrency: options.concurrency,
      timeout: options.timeout,
      retries: options.retries,
      signal: stop.signal,
      clock,
      counters: zeroCounters(),
    };
  }
}

/** The range of an endpoint, by its position in the walk. */
function rangeReader(walk: Walk): (position: number) => number {
  const packed = emptyPackedEndpoint();
  return (position) => {
    walk.read(position, packed);
    return packed.range;
  };
}
