/** The stages of a run between its first line in the journal and its last: sweeps, probes, counts, and stops in time. */

import { classify } from './classify/classify.ts';
import type {
  OpenRecord,
  PartialReason,
  ProbeRecord,
  RunOptions,
  Scope,
  Severity,
  StateCounts,
  SweepRecord,
  Timer,
  Walk,
} from './model.ts';
import { createProbePool, type ProbePool } from './probe/pool.ts';
import { createProber } from './probe/probe.ts';
import type { JournalWriter } from './run/journal.ts';
import { createTally, type Tally } from './run/tally.ts';
import { createWatch, type WatchedEndpoint } from './run/watch.ts';
import { createPermit } from './scope/permit.ts';
import { emptySpot } from './scope/walk.ts';
import { steer } from './steer.ts';
import { createStop, type Stop } from './stop.ts';
import { createPace } from './sweep/pace.ts';
import { noSigns, type Sweep, type SweepJob } from './sweep/sweep.ts';

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

/** Milliseconds between checkpoints: a killed run loses no more than this. */
const CHECKPOINT = 1_000;
const EXPOSED: readonly Severity[] = ['critical', 'high'];

/** What the stages of one run share. */
interface Shared {
  journal: JournalWriter;
  tally: Tally;
  pool: ProbePool;
  /** Told of every settled endpoint. */
  watch: (record: SweepRecord) => void;
}

/** Sweeps and probes until the walk is done or the run is stopped. @returns why it is not complete, if it is not */
export async function runStages(request: StagesRequest, beginning: Beginning, walk: Walk): Promise<PartialReason[]> {
  const { options, clock } = request;
  const { journal, folder } = beginning;
  const stop = createStop(request.signal, options.maxDuration);
  const tally = createTally(beginning.position, rangeReader(walk));
  // Endpoints that an earlier process found open are settled, not swept again.
  for (const open of beginning.known) tally.settle(open.position, 'open');
  const job = describeSweep(request, beginning, walk, tally, stop);
  const fault = (message: string): void =>
    journal.append({ kind: 'fault', at: new Date(clock.now()).toISOString(), message });
  let exposed = 0;
  const pool = createPool(request, beginning, job, fault, (probe) => {
    journal.append({ kind: 'probe', probe });
    if (EXPOSED.includes(classify(probe).severity)) exposed += 1;
  });
  const report = (): void =>
    request.onProgress?.({
      done: tally.settled,
      total: walk.size,
      states: { ...tally.seen },
      exposed,
      probing: pool.pending,
    });
  const keeper = keepCheckpoints(journal, tally, clock, stop, report);
  const letGo = steer({
    folder,
    ceiling: options.rate,
    pace: job.pace,
    signs: job.signs,
    seen: tally.seen,
    clock,
    onPoint: (point) => journal.append({ kind: 'rate', ...point }),
    onStop: () => stop.now('interrupted'),
  });
  try {
    const watch = createWatch(request.watched ?? [], walk, journal);
    await sweepAndProbe(request.sweep, job, beginning.owed, { journal, tally, pool, watch });
  } catch (error) {
    fault(`sweep: ${textOf(error)}`);
  }
  letGo();
  await pool.idle();
  stop.release();
  await keeper.close();
  if (tally.position >= walk.size && stop.reason === undefined) return [];
  return [stop.reason ?? 'faulted'];
}

async function sweepAndProbe(
  sweep: Sweep,
  job: SweepJob,
  owed: readonly OpenRecord[],
  { journal, tally, pool, watch }: Shared,
): Promise<void> {
  const settle = (record: SweepRecord): void => {
    tally.settle(record.position, record.state, 'reason' in record ? record.reason : '');
    watch(record);
    if (record.state !== 'open') return;
    journal.append({ kind: 'open', open: record });
    pool.add(record);
  };
  for (const open of owed) {
    pool.add(open);
    await pool.room();
  }
  for await (const batch of sweep.run(job)) {
    for (const record of batch) settle(record);
    await pool.room();
  }
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
    places: { from: position, to: walk.size, step: 1, skip: known.map((open) => open.position) },
    limit: () => tally.limit,
    concurrency: options.concurrency,
    timeout: options.timeout,
    retries: options.retries,
    signal: stop.signal,
    clock,
    signs: noSigns(),
  };
}

function createPool(
  request: StagesRequest,
  { run }: Beginning,
  { permit, pace, clock, signal, timeout }: SweepJob,
  fault: (message: string) => void,
  onProbe: (probe: ProbeRecord) => void,
): ProbePool {
  const prober = createProber({ permit, pace, clock, signal, timeout, userAgent: userAgents(request, run) });
  return createProbePool(prober, request.options.probes, onProbe, (error, open) => {
    // A stopped probe is owed to the next run.
    if (!signal.aborted) fault(`probe of ${open.address}:${open.port}: ${textOf(error)}`);
  });
}

/** Writes what was counted every second, and tells how far the run is. */
function keepCheckpoints(
  journal: JournalWriter,
  tally: Tally,
  clock: Timer,
  stop: Stop,
  report: () => void,
): { close(): Promise<void> } {
  let failure: unknown;
  const write = async (): Promise<void> => {
    const taken = tally.take();
    if (taken !== undefined) journal.append({ kind: 'checkpoint', at: new Date(clock.now()).toISOString(), ...taken });
    try {
      await journal.flush();
    } catch (error) {
      // Facts that cannot be kept are not worth gathering.
      failure ??= error;
      stop.now('interrupted');
    }
  };
  const beat = setInterval(() => {
    void write();
    report();
  }, CHECKPOINT);
  return {
    async close() {
      clearInterval(beat);
      await write();
      report();
      if (failure !== undefined) throw failure;
    },
  };
}

/** The range of an endpoint, by its place. */
function rangeReader(walk: Walk): (position: number) => number {
  const spot = emptySpot();
  return (position) => {
    walk.read(position, spot);
    return spot.range;
  };
}

/** Says who asks and whom to call: one text per range, because contacts differ. */
function userAgents({ scope, version }: StagesRequest, run: string): (range: number) => string {
  const texts = scope.ranges.map(({ contact }) => `seawall/${version} (${contact}; run ${run})`);
  return (range) => texts[range] ?? `seawall/${version} (run ${run})`;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
