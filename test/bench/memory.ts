/** Memory of a whole audit over 16.7 million addresses, its engine replaced by one that finds every port closed at once. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { audit } from '../../src/audit/audit.ts';
import type { SweepRecord } from '../../src/domain/endpoint.ts';
import { createPositionSource } from '../../src/sweep/positions.ts';
import type { Sweep } from '../../src/sweep/sweep.ts';
import { clock, scopeOf } from '../helpers/scope.ts';
import { demand, demandSpeed, print } from './measure.ts';

const BATCH = 512;
/** Batches between two turns of the event loop: a real engine waits for the network far more often. */
const TURN = 16;

const closed: Sweep = {
  name: 'stub',
  async *run({ positions, limit }) {
    const source = createPositionSource(positions, limit);
    for (let batches = 1; !source.done; batches += 1) {
      const records: SweepRecord[] = [];
      for (let position = source.next(); position >= 0; position = source.next()) {
        records.push({ position, state: 'closed', reason: 'ECONNREFUSED' });
        if (records.length === BATCH) break;
      }
      yield records;
      if (batches % TURN === 0) await turn();
    }
  },
};

const out = mkdtempSync(join(tmpdir(), 'seawall-bench-'));
const scope = scopeOf(['127.0.0.0/8'], 'ports: [2375]\n');
const samples: number[] = [];
const sample = (): void => void samples.push(process.memoryUsage.rss() / 2 ** 20);
const timer = setInterval(sample, 100);
const start = performance.now();
const { report } = await audit({
  scope,
  out,
  options: {
    engine: 'connect',
    threads: 1,
    ports: [2375],
    rate: null,
    prefixRate: null,
    concurrency: 1_000,
    probes: 64,
    timeout: 1_500,
    retries: 1,
    seed: 1,
    shard: { index: 1, count: 1 },
    maxDuration: null,
    minCoverage: 0,
  },
  version: '0.0.0',
  vantage: 'bench',
  sweep: closed,
  clock,
  signal: new AbortController().signal,
});
const seconds = (performance.now() - start) / 1_000;
clearInterval(timer);
sample();
rmSync(out, { recursive: true });

const third = Math.floor(samples.length / 3);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const [early, late, peak] = [mean(samples.slice(0, third)), mean(samples.slice(-third)), Math.max(...samples)];
const { endpoints } = report.run.scope;
print(
  `memory: ${endpoints} endpoints in ${seconds.toFixed(1)} s (${Math.round((seconds * 1e9) / endpoints)} ns each), peak ${peak.toFixed(0)} MB, first third ${early.toFixed(0)} MB, last third ${late.toFixed(0)} MB`,
);
demand(report.run.states.closed === endpoints, 'every endpoint is counted');
demandSpeed(peak < 150, 'peak under 150 MB');
demandSpeed(late < early * 1.1, 'the last third within 10 % of the first');
