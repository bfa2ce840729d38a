/** Runs a native engine in threads of its own, behind the one interface. */

import { Worker } from 'node:worker_threads';
import type { SweepRecord } from '../domain/endpoint.ts';
import { isoNow } from '../domain/time.ts';
import { type PackedBatch, unpack } from './batch.ts';
import {
  type ControlBlock,
  createControl,
  type NativeEngineName,
  type ThreadMessage,
  type ThreadStart,
} from './native.ts';
import { dealPositions } from './positions.ts';
import type { Sweep, SweepJob } from './sweep.ts';

export interface ThreadOptions {
  engine: NativeEngineName;
  /** The word for people. */
  name: string;
  threads: number;
  /** The module that a thread begins with; it must be JavaScript. */
  entry: URL;
  prefixRate: number | null;
}

/** Batches that wait for the caller before the threads are held. */
const MAX_WAITING_BATCHES = 8;
/** Between two copies of the limit to the threads, and of their counters back. */
const SYNC_INTERVAL_MS = 20;
/** For a thread's short-lived objects: it makes hardly any. */
const YOUNG_GENERATION_MB = 4;
const COUNTERS = ['sent', 'started', 'late', 'trouble'] as const;

export function createThreadSweep(options: ThreadOptions): Sweep {
  return { name: options.name, run: (job) => runThreads(options, job) };
}

async function* runThreads(
  options: ThreadOptions,
  job: SweepJob,
): AsyncGenerator<Iterable<SweepRecord>, void, undefined> {
  const crew = dealPositions(job.positions, options.threads).map((positions, index) =>
    startThread(options, job, positions, index),
  );
  const before = { ...job.counters };
  const gatherCounters = (): void => {
    for (const sign of COUNTERS)
      job.counters[sign] = before[sign] + crew.reduce((sum, { control }) => sum + control.counters[sign], 0);
  };
  const beat = setInterval(() => {
    for (const { control } of crew) control.limit = job.limit();
    gatherCounters();
  }, SYNC_INTERVAL_MS);
  const stop = (): void => {
    for (const { control } of crew) control.stopped = true;
  };
  job.signal.addEventListener('abort', stop, { once: true });
  if (job.signal.aborted) stop();
  try {
    for await (const batch of merge(crew)) {
      if (job.signal.aborted) break;
      yield unpack(batch, job.walk, isoNow(job.clock));
    }
    const failure = crew.find(({ failure }) => failure !== undefined)?.failure;
    if (failure !== undefined) throw new Error(failure);
  } finally {
    clearInterval(beat);
    job.signal.removeEventListener('abort', stop);
    stop();
    await Promise.all(crew.map(({ ended }) => ended));
    gatherCounters();
  }
}

interface Thread {
  control: ControlBlock;
  waiting: PackedBatch[];
  over: boolean;
  failure: string | undefined;
  /** Called when a message came. */
  wake: () => void;
  ended: Promise<void>;
}

function startThread(
  { engine, entry, threads, prefixRate }: ThreadOptions,
  { plan, pace, concurrency, timeout, retries, limit }: SweepJob,
  positions: ThreadStart['positions'],
  index: number,
): Thread {
  const control = createControl();
  control.limit = limit();
  const start: ThreadStart = {
    engine,
    plan,
    positions,
    pace: { memory: pace.memory, prefixRate },
    control: control.memory,
    thread: index,
    concurrency: Math.max(1, Math.floor(concurrency / threads)),
    timeout,
    retries,
  };
  const worker = new Worker(entry, {
    workerData: start,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
  const thread: Thread = {
    control,
    waiting: [],
    over: false,
    failure: undefined,
    wake: () => undefined,
    ended: new Promise((resolve) => worker.once('exit', () => resolve())),
  };
  const end = (failure?: string): void => {
    thread.failure ??= failure;
    thread.over = true;
    thread.wake();
  };
  worker.on('message', (message: ThreadMessage) => {
    if (message.kind === 'batch') {
      thread.waiting.push(message.batch);
      control.held = thread.waiting.length > MAX_WAITING_BATCHES;
      thread.wake();
    } else end(message.kind === 'failed' ? message.message : undefined);
  });
  worker.once('error', (error) => end(error.message));
  worker.once('exit', (status) => end(thread.over ? undefined : `a sweeping thread ended with ${status}`));
  return thread;
}

/** The threads' batches as they come, until one fails; a thread is held while no batch is asked for. */
async function* merge(crew: readonly Thread[]): AsyncGenerator<PackedBatch, void, undefined> {
  for (;;) {
    const news = new Promise<void>((resolve) => {
      for (const thread of crew) thread.wake = resolve;
    });
    const over = crew.every((thread) => thread.over);
    let taken = 0;
    for (const thread of crew) {
      for (let batch = thread.waiting.shift(); batch !== undefined; batch = thread.waiting.shift()) {
        taken += 1;
        yield batch;
      }
      thread.control.held = false;
    }
    if (taken > 0) continue;
    // The others would wait for ever for the positions that the failed one leaves.
    if (over || crew.some((thread) => thread.failure !== undefined)) return;
    await news;
  }
}
