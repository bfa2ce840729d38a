import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSweep } from '../../src/audit/sweep-engines.ts';
import type { SweepRecord } from '../../src/domain/endpoint.ts';
import { SWEEP_ENGINES, type SweepEngine } from '../../src/domain/run.ts';
import { createPermit } from '../../src/scope/permit.ts';
import { createWalk } from '../../src/scope/walk.ts';
import { createPace } from '../../src/sweep/pace.ts';
import { type SweepJob, zeroCounters } from '../../src/sweep/sweep.ts';
import { clock, scopeOf } from '../helpers/scope.ts';

const OPEN = ['127.3.0.5', '127.3.0.77'];
const servers: Server[] = [];

beforeAll(async () => {
  for (const address of [...OPEN, '::1']) {
    // The sweep resets what it opens.
    const server = createServer((socket) => socket.on('error', () => undefined));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(2375, address, resolve));
  }
});
afterAll(() => {
  for (const server of servers) server.close();
});

function jobOf(ranges: readonly string[], change: Partial<SweepJob> = {}): SweepJob {
  const plan = { scope: scopeOf(ranges), seed: 9, shard: { index: 1, count: 1 } };
  const walk = createWalk(plan.scope, plan.seed, plan.shard);
  return {
    plan,
    walk,
    permit: createPermit(plan.scope, clock),
    pace: createPace({ rate: null, prefixRate: null, clock }),
    positions: { from: 0, to: walk.size, step: 1, skip: [] },
    limit: () => Number.POSITIVE_INFINITY,
    concurrency: 16,
    timeout: 500,
    retries: 0,
    signal: new AbortController().signal,
    clock,
    counters: zeroCounters(),
    ...change,
  };
}

async function sweep(engine: SweepEngine, job: SweepJob, threads = 1): Promise<SweepRecord[]> {
  const records: SweepRecord[] = [];
  for await (const batch of createSweep(engine, { prefixRate: null, threads }).run(job)) records.push(...batch);
  return records;
}

const openOf = (records: readonly SweepRecord[]): string[] =>
  records.flatMap((record) => (record.state === 'open' ? [`${record.address}:${record.port}`] : [])).sort();

/** Those that need no privileges. */
const HELD_HERE = ['portable', 'connect'] as const;
/** Tested by what the kernel makes of its packets. */
const HELD_ELSEWHERE: Readonly<Record<string, string>> = { syn: 'test/sweep/syn/syn.test.ts' };

it('leaves no engine out', () => {
  expect(new Set(SWEEP_ENGINES)).toEqual(new Set([...HELD_HERE, ...Object.keys(HELD_ELSEWHERE)]));
  expect(Object.values(HELD_ELSEWHERE).filter((file) => !existsSync(file))).toEqual([]);
});

describe.each(HELD_HERE)('the engine %s', (engine) => {
  it('gives one record for each endpoint, and knows open from closed', async () => {
    const job = jobOf(['127.3.0.0/25']);
    const records = await sweep(engine, job);
    expect(records).toHaveLength(256);
    expect(new Set(records.map(({ position }) => position)).size).toBe(256);
    expect(openOf(records)).toEqual(OPEN.map((address) => `${address}:2375`));
    expect(records.filter(({ state }) => state === 'closed')).toHaveLength(254);
    expect(job.counters).toMatchObject({ sent: 256, trouble: 0 });
  });

  it('speaks IPv6 too', async () => {
    const records = await sweep(engine, jobOf(['"::1"', '127.3.0.5']));
    expect(openOf(records)).toEqual(['127.3.0.5:2375', '::1:2375']);
    expect(records).toHaveLength(4);
  });

  it('visits the positions that it is given, and no others', async () => {
    const job = jobOf(['127.3.0.0/25']);
    const some = await sweep(engine, { ...job, positions: { ...job.positions, from: 200, skip: [201, 202] } });
    expect(some.map(({ position }) => position).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 56 }, (_, i) => 200 + i).filter((position) => position !== 201 && position !== 202),
    );
    const listed = await sweep(engine, { ...job, positions: { ...job.positions, list: [7, 99, 3] } });
    expect(listed.map(({ position }) => position).sort((a, b) => a - b)).toEqual([3, 7, 99]);
  });

  it('asks the gate before every connection: what is not permitted is not tested', async () => {
    // The walk knows one address more than the gate does, as after a bug.
    const wide = jobOf(['127.3.0.5', '127.3.0.77']);
    const expired = {
      ...wide.plan.scope.ranges[1],
      authorization: { by: '', reference: '', from: '2020-01-01', until: '2020-01-02' },
    };
    const ranges = wide.plan.scope.ranges.map((range, i) => (i === 1 ? { ...range, ...expired } : range));
    const plan = { ...wide.plan, scope: { ...wide.plan.scope, ranges } };
    const records = await sweep(engine, { ...wide, plan, permit: createPermit(plan.scope, clock) });
    expect(openOf(records)).toEqual(['127.3.0.5:2375']);
    expect(records.filter(({ state }) => state === 'not-tested')).toMatchObject([
      { reason: 'not-permitted' },
      { reason: 'not-permitted' },
    ]);
  });

  it('stops at once when it is told to', async () => {
    const stop = new AbortController();
    const job = jobOf(['127.3.0.0/20'], {
      signal: stop.signal,
      pace: createPace({ rate: 500, prefixRate: null, clock }),
    });
    setTimeout(() => stop.abort(), 300);
    const started = Date.now();
    const records = await sweep(engine, job);
    expect(Date.now() - started).toBeLessThan(1_300);
    expect(records.length).toBeLessThan(1_000);
    expect(new Set(records.map(({ position }) => position)).size).toBe(records.length);
  });

  it('keeps the rate', async () => {
    const job = jobOf(['127.3.0.0/24'], { pace: createPace({ rate: 250, prefixRate: null, clock }) });
    const started = performance.now();
    expect(await sweep(engine, job)).toHaveLength(512);
    const seconds = (performance.now() - started) / 1_000;
    expect(512 / seconds).toBeLessThan(262);
    expect(512 / seconds).toBeGreaterThan(215);
  });

  it('leaves an address alone while another connection to it is open', async () => {
    const job = jobOf(['127.3.0.5', '127.3.0.6']);
    expect(job.pace.take('127.3.0.5')).toBe(0);
    setTimeout(() => job.pace.release('127.3.0.5'), 400);
    const seen = new Map<string, number>();
    const started = performance.now();
    for await (const batch of createSweep(engine, { prefixRate: null, threads: 1 }).run(job))
      for (const { position } of batch) seen.set(job.walk.at(position).address, performance.now() - started);
    expect(seen.get('127.3.0.5')).toBeGreaterThan(380);
    expect(seen.get('127.3.0.6')).toBeLessThan(350);
  });

  it('sends nothing new while its caller does not ask', async () => {
    const job = jobOf(['127.3.0.0/16']);
    const run = createSweep(engine, { prefixRate: null, threads: 1 }).run(job);
    await run.next();
    await new Promise((resolve) => setTimeout(resolve, 700));
    const held = job.counters.sent;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(job.counters.sent).toBe(held);
    expect(held).toBeLessThan(job.walk.size);
    await run.return(undefined);
  });
});

it('deals the walk out to two threads', async () => {
  const records = await sweep('connect', jobOf(['127.3.0.0/24']), 2);
  expect(new Set(records.map(({ position }) => position)).size).toBe(512);
  expect(openOf(records)).toEqual(OPEN.map((address) => `${address}:2375`));
});
