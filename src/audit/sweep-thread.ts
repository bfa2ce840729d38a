/**
 * Entry point of a sweep worker thread: builds the walk, the permit and the pace from plain data, as `stages.ts` does in the
 * main thread, and runs one engine until it is done or stopped.
 */

import { performance } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import { reasonOf } from '../domain/errors.ts';
import type { Timer } from '../domain/time.ts';
import { createPackedPermit } from '../scope/permit.ts';
import { createWalk } from '../scope/walk.ts';
import { createResults } from '../sweep/batch.ts';
import { sweepByEpoll } from '../sweep/epoll.ts';
import { openLibc } from '../sweep/libc.ts';
import {
  createControl,
  type NativeEngine,
  type NativeEngineName,
  type ThreadMessage,
  type ThreadStart,
} from '../sweep/native.ts';
import { createPace } from '../sweep/pace.ts';
import { sweepBySyn } from '../sweep/syn/syn.ts';

const ENGINES: Readonly<Record<NativeEngineName, NativeEngine>> = { epoll: sweepByEpoll, syn: sweepBySyn };

/** Transfers a batch to the main thread without a copy. */
const send = (message: ThreadMessage): void =>
  parentPort?.postMessage(
    message,
    message.kind === 'batch' ? [message.batch.positions.buffer, message.batch.codes.buffer] : [],
  );
try {
  sweep(workerData as ThreadStart);
  send({ kind: 'done' });
} catch (error) {
  send({ kind: 'failed', message: reasonOf(error) });
}

function sweep({
  engine,
  plan,
  positions,
  pace,
  control: memory,
  thread,
  concurrency,
  timeout,
  retries,
}: ThreadStart): void {
  const clock: Timer = { now: () => Date.now(), ticks: () => performance.now() };
  const control = createControl(memory);
  ENGINES[engine]({
    libc: openLibc(),
    walk: createWalk(plan.scope, plan.seed, plan.shard),
    permit: createPackedPermit(plan.scope, clock),
    pace: createPace({ rate: null, prefixRate: pace.prefixRate, clock, memory: pace.memory }),
    positions,
    thread,
    hasV6: plan.scope.spans.some(({ first }) => first.includes(':')),
    results: createResults((batch) => send({ kind: 'batch', batch })),
    control,
    counters: control.counters,
    clock,
    concurrency,
    timeout,
    retries,
  });
}
