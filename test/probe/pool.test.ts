import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ProbeRecord } from '../../src/domain/attempt.ts';
import type { OpenRecord } from '../../src/domain/endpoint.ts';
import { ProbeBudget } from '../../src/probe/budget.ts';
import { createProbePool, type PoolHandlers, type PoolOptions } from '../../src/probe/pool.ts';
import type { Prober } from '../../src/probe/probe.ts';
import { clock } from '../helpers/scope.ts';

function open(position: number, address = '127.8.5.1'): OpenRecord {
  return { position, address, port: 2375, range: 0, state: 'open', at: '2026-11-24T00:00:00.000Z' };
}

function record({ position, address, port, range, at }: OpenRecord): ProbeRecord {
  return { position, address, port, range, at, attempts: [] };
}

function poolOf(
  probe: Prober,
  places: number,
  handlers: Partial<PoolHandlers> = {},
  change: Partial<PoolOptions> = {},
) {
  const signal = new AbortController().signal;
  const longest = { first: 1_000, patient: 30_000 };
  return createProbePool(
    probe,
    { places, waiting: 0, clock, signal, longest, budget: new ProbeBudget(), ...change },
    { done: () => undefined, failed: () => undefined, ...handlers },
  );
}

describe('the pool', () => {
  it('runs so many at a time and no more, and hands over each record once', async () => {
    let running = 0;
    let most = 0;
    const done: number[] = [];
    const pool = poolOf(
      async (one) => {
        running += 1;
        most = Math.max(most, running);
        await sleep(1 + (one.position % 7));
        running -= 1;
        return record(one);
      },
      4,
      { done: ({ position }) => void done.push(position) },
    );
    for (let i = 0; i < 60; i += 1) {
      pool.add(open(i));
      await pool.room();
      // So many run, and fewer than so many wait.
      expect(pool.pending).toBeLessThan(8);
    }
    await pool.idle();
    expect(most).toBe(4);
    expect(pool.pending).toBe(0);
    expect(done.sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => i));
  });

  it('goes on after a probe that rejects, and after a consumer that throws', async () => {
    const failures: [string, number][] = [];
    const done: number[] = [];
    const pool = poolOf(
      async (one) => {
        await sleep(1);
        if (one.position === 1) throw new Error('stopped');
        return record(one);
      },
      2,
      {
        done: ({ position }) => {
          if (position === 2) throw new Error('full');
          done.push(position);
        },
        failed: (error, { position }) => void failures.push([error instanceof Error ? error.message : '', position]),
      },
    );
    for (let i = 0; i < 5; i += 1) pool.add(open(i));
    await pool.idle();
    expect(failures.toSorted()).toEqual([
      ['full', 2],
      ['stopped', 1],
    ]);
    expect(done.toSorted()).toEqual([0, 3, 4]);
  });

  it('is idle and roomy when there is nothing to do', async () => {
    const pool = poolOf(async (one) => record(one), 1);
    await pool.room();
    await pool.idle();
    expect(pool.pending).toBe(0);
  });
});

describe('what waits', () => {
  it('gives its place to others, as many as may wait', async () => {
    let running = 0;
    let most = 0;
    const pool = poolOf(
      async (one) => {
        running += 1;
        most = Math.max(most, running);
        await sleep(1_000);
        running -= 1;
        return record(one);
      },
      4,
      {},
      { waiting: 10 },
    );
    for (let i = 0; i < 40; i += 1) pool.add(open(i));
    await sleep(700);
    expect(pool.waiting.probes).toBe(10);
    expect(pool.waiting.ms).toBeGreaterThan(0);
    await pool.idle();
    expect(most).toBe(14);
    expect(pool.waiting).toEqual({ probes: 0, ms: 0 });
  }, 10_000);

  it('is asked again at the end, from all prefixes in turn, and told of before', async () => {
    const order: string[] = [];
    const known: number[] = [];
    const done: number[] = [];
    const pool = poolOf(
      async (one, stage) => {
        order.push(`${stage?.earlier === undefined ? 'first' : 'again'} ${one.address}`);
        if (one.address === '127.8.7.9') await sleep(50);
        if (one.address !== '127.8.7.9') stage?.putOff?.(60_000);
        return record(one);
      },
      1,
      { putOff: ({ position }) => void known.push(position), done: ({ position }) => void done.push(position) },
    );
    const addresses = ['127.8.5.1', '127.8.5.2', '127.8.5.3', '127.8.6.1', '127.8.7.9'];
    for (const [i, address] of addresses.entries()) pool.add(open(i, address));
    await pool.room();
    await sleep(100);
    expect(pool.pending).toBe(4);
    expect(pool.waiting).toEqual({ probes: 4, ms: 120_000 });
    await pool.idle();
    expect(known).toEqual([0, 1, 2, 3]);
    expect(order.slice(5)).toEqual(['again 127.8.5.1', 'again 127.8.6.1', 'again 127.8.5.2', 'again 127.8.5.3']);
    expect(done).toEqual([4, 0, 3, 1, 2]);
  });

  it('is not asked again where the time of its prefix is spent, which its record says', async () => {
    const untested: number[] = [];
    const pool = poolOf(
      (one, stage) => {
        stage?.putOff?.(60_000);
        return Promise.resolve(record(one));
      },
      2,
      {
        done: (one) => void (one.untested === true && untested.push(one.position)),
      },
    );
    for (let i = 0; i < 70; i += 1) pool.add(open(i));
    await pool.idle();
    expect(untested).toEqual([60, 61, 62, 63, 64, 65, 66, 67, 68, 69]);
  });

  it('is left to the next process when the run is stopped', async () => {
    const stop = new AbortController();
    const done: number[] = [];
    const pool = poolOf(
      (one, stage) => {
        stage?.putOff?.(60_000);
        return Promise.resolve(record(one));
      },
      2,
      { done: ({ position }) => void done.push(position) },
      { signal: stop.signal },
    );
    for (let i = 0; i < 5; i += 1) pool.add(open(i));
    await sleep(50);
    stop.abort();
    await pool.idle();
    expect([done, pool.pending]).toEqual([[], 0]);
  });
});
