import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ProbeRecord } from '../../src/domain/attempt.ts';
import type { OpenRecord } from '../../src/domain/endpoint.ts';
import { createProbePool } from '../../src/probe/pool.ts';

function open(position: number): OpenRecord {
  return { position, address: '127.8.5.1', port: 2375, range: 0, state: 'open', at: '2026-11-24T00:00:00.000Z' };
}

function record({ position, address, port, range, at }: OpenRecord): ProbeRecord {
  return { position, address, port, range, at, attempts: [] };
}

const nothing = (): void => undefined;

describe('the pool', () => {
  it('runs so many at a time and no more, and hands over each record once', async () => {
    let running = 0;
    let most = 0;
    const done: number[] = [];
    const pool = createProbePool(
      async (one) => {
        running += 1;
        most = Math.max(most, running);
        await sleep(1 + (one.position % 7));
        running -= 1;
        return record(one);
      },
      4,
      ({ position }) => void done.push(position),
      nothing,
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
    const pool = createProbePool(
      async (one) => {
        await sleep(1);
        if (one.position === 1) throw new Error('stopped');
        return record(one);
      },
      2,
      ({ position }) => {
        if (position === 2) throw new Error('full');
        done.push(position);
      },
      (error, { position }) => void failures.push([error instanceof Error ? error.message : '', position]),
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
    const pool = createProbePool(async (one) => record(one), 1, nothing, nothing);
    await pool.room();
    await pool.idle();
    expect(pool.pending).toBe(0);
  });
});
