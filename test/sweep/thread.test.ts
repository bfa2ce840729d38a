import { expect, it } from 'vitest';
import type { SweepRecord } from '../../src/domain/endpoint.ts';
import { createPermit } from '../../src/scope/permit.ts';
import { createWalk } from '../../src/scope/walk.ts';
import { createPace } from '../../src/sweep/pace.ts';
import { type SweepJob, zeroCounters } from '../../src/sweep/sweep.ts';
import { createThreadSweep } from '../../src/sweep/thread.ts';
import { clock, scopeOf } from '../helpers/scope.ts';

const native = new URL('../../dist/sweep/native.js', import.meta.url);

/** A thread that does as the text says; `control`, `batch(...positions)` and `done()` are at hand. */
function entry(text: string): URL {
  const module = `
    import { parentPort, workerData } from 'node:worker_threads';
    import { createControl } from ${JSON.stringify(native.href)};
    const { thread, positions } = workerData;
    const control = createControl(workerData.control);
    const words = [{ state: 'open' }, { state: 'closed', reason: 'x' }];
    const batch = (...positions) => parentPort.postMessage({ kind: 'batch', batch: {
      positions: Float64Array.from(positions), codes: new Uint8Array(positions.length).fill(1), words } });
    const done = () => parentPort.postMessage({ kind: 'done' });
    ${text}`;
  return new URL(`data:text/javascript,${encodeURIComponent(module)}`);
}

function jobOf(change: Partial<SweepJob> = {}): SweepJob {
  const plan = { scope: scopeOf(['127.4.0.0/22']), seed: 9, shard: { index: 1, count: 1 } };
  const walk = createWalk(plan.scope, plan.seed, plan.shard);
  return {
    plan,
    walk,
    permit: createPermit(plan.scope, clock),
    pace: createPace({ rate: null, prefixRate: null, clock }),
    positions: { from: 0, to: walk.size, step: 1, skip: [] },
    limit: () => 77,
    concurrency: 9,
    timeout: 500,
    retries: 0,
    signal: new AbortController().signal,
    clock,
    counters: zeroCounters(),
    ...change,
  };
}

async function run(text: string, threads = 2, job = jobOf()): Promise<SweepRecord[]> {
  const sweep = createThreadSweep({ engine: 'epoll', name: 'connect', threads, entry: entry(text), prefixRate: null });
  const records: SweepRecord[] = [];
  for await (const batch of sweep.run(job)) records.push(...batch);
  return records;
}

const WAIT = 'const end = Date.now() + 60_000; while (!control.stopped && Date.now() < end) control.sleep(20);';

it('gives all that every thread found, to the last batch', async () => {
  const records = await run('for (let i = 0; i < 500; i += 1) batch(i * 2 + thread, ); done();');
  expect(records.map(({ position }) => position).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 1_000 }, (_, i) => i),
  );
});

it('loses no batch that comes while the caller is busy, or just before the end', async () => {
  const job = jobOf();
  const sweep = createThreadSweep({
    engine: 'epoll',
    name: 'connect',
    threads: 2,
    entry: entry(
      'for (let i = 0; i < 100; i += 1) { batch(i * 2 + thread); if (i % 10 === 0) control.sleep(2); } done();',
    ),
    prefixRate: null,
  });
  let count = 0;
  for await (const batch of sweep.run(job)) {
    count += [...batch].length;
    if (count % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 3));
  }
  expect(count).toBe(200);
});

it('holds the threads while no batch is asked for, and lets them go on', async () => {
  const text = `let i = 0;
    while (i < 300) { while (control.held) control.sleep(1_000); batch(i * 2 + thread); i += 1; control.counters.sent += 1; await new Promise((r) => setTimeout(r, 1)); }
    done();`;
  const job = jobOf();
  const sweep = createThreadSweep({ engine: 'epoll', name: 'x', threads: 2, entry: entry(text), prefixRate: null });
  const batches = sweep.run(job);
  await batches.next();
  await new Promise((resolve) => setTimeout(resolve, 200));
  const { sent } = job.counters;
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(job.counters.sent).toBe(sent);
  expect(sent).toBeLessThan(60);
  let count = 1;
  for await (const batch of batches) count += [...batch].length;
  expect(count).toBe(600);
  expect(job.counters.sent).toBe(600);
});

it.each([
  ['fails', `parentPort.postMessage({ kind: 'failed', message: 'no epoll' });`, 'no epoll'],
  ['throws', `throw new Error('a bug');`, 'a bug'],
  ['ends without a word', 'process.exit(3);', 'ended with 3'],
])('throws when a thread %s, keeps what it had found, and stops the others', async (_word, text, message) => {
  const records: SweepRecord[] = [];
  const sweep = createThreadSweep({
    engine: 'epoll',
    name: 'connect',
    threads: 2,
    entry: entry(`if (thread === 1) { ${WAIT} done(); } else { batch(5); control.sleep(50); ${text} }`),
    prefixRate: null,
  });
  const started = performance.now();
  await expect(async () => {
    for await (const batch of sweep.run(jobOf())) records.push(...batch);
  }).rejects.toThrow(message);
  expect(performance.now() - started).toBeLessThan(5_000);
  expect(records.map(({ position }) => position)).toEqual([5]);
});

it('tells the threads how far they may go, and hears what they counted', async () => {
  let limit = 77;
  const job = jobOf({ limit: () => limit, counters: { sent: 5, started: 0, late: 1, trouble: 0 } });
  setTimeout(() => {
    limit = 2 ** 40;
  }, 60);
  const text = `while (control.limit !== 2 ** 40) control.sleep(5);
    control.counters.sent += 10; control.counters.trouble += 2; batch(thread); done();`;
  expect(await run(text, 2, job)).toHaveLength(2);
  expect(job.counters).toMatchObject({ sent: 25, late: 1, trouble: 4 });
});

it('stops the threads when the run is stopped, before it begins too', async () => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 200);
  const started = performance.now();
  expect(await run(`batch(thread); ${WAIT} done();`, 2, jobOf({ signal: stop.signal }))).not.toHaveLength(0);
  expect(await run(`${WAIT} done();`, 1, jobOf({ signal: AbortSignal.abort() }))).toEqual([]);
  expect(performance.now() - started).toBeLessThan(5_000);
});
