/** Probes of real sockets on loopback, and what the rules make of them. */

import { setMaxListeners } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { classify } from '../../src/classify/classify.ts';
import type { ProbeRecord } from '../../src/domain/attempt.ts';
import type { OpenRecord } from '../../src/domain/endpoint.ts';
import type { Verdict } from '../../src/domain/verdicts.ts';
import { ProbeBudget } from '../../src/probe/budget.ts';
import { createProbePool } from '../../src/probe/pool.ts';
import { createProber } from '../../src/probe/probe.ts';
import { createPace } from '../../src/sweep/pace.ts';
import { clock } from './scope.ts';
import { type Serving, shortLimits } from './server.ts';

/** Probes all endpoints, thirty at once. */
export async function probeAll(
  endpoints: readonly { address: string; port: number }[],
  permit: (address: string) => boolean = () => true,
): Promise<ProbeRecord[]> {
  const records: ProbeRecord[] = [];
  const { signal } = new AbortController();
  // Every connection in flight listens.
  setMaxListeners(0, signal);
  // What answers may live in this very process: room for its handshakes on a busy machine.
  const limits = shortLimits({ handshake: 4_000, firstByte: 2_000, total: 4_000 });
  const probe = createProber({
    permit,
    pace: createPace({ rate: null, prefixRate: null, clock }),
    clock,
    signal,
    timeout: 300,
    userAgent: () => 'seawall/test (test@localhost; run test)',
    limits: { first: limits, patient: limits },
  });
  const failures: unknown[] = [];
  const pool = createProbePool(
    probe,
    { places: 30, waiting: 30, clock, signal, budget: new ProbeBudget(), longest: { first: 10_000, patient: 10_000 } },
    { done: (record) => void records.push(record), failed: (error) => void failures.push(error) },
  );
  for (const [position, { address, port }] of endpoints.entries()) {
    const open: OpenRecord = { position, address, port, range: 0, state: 'open', at: new Date().toISOString() };
    pool.add(open);
  }
  await pool.idle();
  expect(failures).toEqual([]);
  return records;
}

/** A test that a server on loopback gets this verdict. With it, a verdict needs no exhibit in the lab. */
export function itJudgesServer(verdict: Verdict, start: () => Promise<Serving>): void {
  it(`is the verdict on a real server: ${verdict}`, async () => {
    const server = await start();
    try {
      const records = await probeAll([server]);
      expect(records.map((record) => classify(record).verdict)).toEqual([verdict]);
    } finally {
      await server.close();
    }
  });
}

/** Whether the test of the verdict's own rule takes it from a real server. */
export function isJudgedByItsRule(verdict: Verdict): boolean {
  const file = `test/classify/rules/${verdict}.test.ts`;
  return existsSync(file) && readFileSync(file, 'utf8').includes(`itJudgesServer('${verdict}',`);
}
