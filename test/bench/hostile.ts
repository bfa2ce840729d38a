/**
 * A whole audit of hostile servers on loopback with engines among them: how long it takes, how long its event loop stands still,
 * and whether every engine is found. `--quick` leaves out the large mixture.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Finding } from '../../src/domain/finding.ts';
import { scopeText } from '../helpers/scope.ts';
import { cost, demand, demandSpeed, print, QUICK } from './measure.ts';

const ZOO = fileURLToPath(new URL('./hostile-zoo.js', import.meta.url));
const METER = join(process.cwd(), 'test/bench/loop-delay.mjs');

interface Mixture {
  name: string;
  ranges: string[];
  first: string;
  endpoints: number;
  engines: number;
  kinds: string[];
  /** Seconds. */
  limit: number;
}

const SMALL: Mixture = {
  name: '320 endpoints, silent and dripping by turns',
  ranges: ['127.70.0.0/24', '127.70.1.0/26'],
  first: '127.70.0.0',
  endpoints: 320,
  engines: 20,
  kinds: ['silent', 'drip'],
  limit: 40,
};
const LARGE: Mixture = {
  name: '5,000 endpoints of 14 hostile kinds',
  ranges: ['127.72.0.0/20', '127.72.16.0/22'],
  first: '127.72.0.0',
  endpoints: 5_000,
  engines: 50,
  kinds: [
    ...['silent', 'drip', 'hang-up', 'page', 'tls-stall', 'header-flood', 'informational-flood', 'extension-flood'],
    ...['byte-flood', 'body-flood', 'one-byte-chunks', 'control-characters', 'late-page', 'blank-tail'],
  ],
  limit: 200,
};
const MAX_BLOCKED_MS = 100;

async function measure({ name, ranges, first, endpoints, engines, kinds, limit }: Mixture): Promise<void> {
  const zoo = spawn(process.execPath, [ZOO, first, String(endpoints), String(engines), ...kinds], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const folder = mkdtempSync(join(tmpdir(), 'seawall-bench-'));
  try {
    const [ready] = (await once(zoo.stdout, 'data')) as [Buffer];
    const real = new Set(ready.toString().trim().split(' '));
    const scope = join(folder, 'scope.yaml');
    writeFileSync(scope, `${scopeText(ranges)}ports: [2375]\n`);
    const words = [
      'audit',
      scope,
      '--out',
      folder,
      '--rate',
      'max',
      '--prefix-rate',
      'max',
      '--quiet',
      '--no-progress',
    ];
    const delays = join(folder, 'delays.json');
    const before = ['env', `NODE_OPTIONS=--import=${METER}`, `LOOP_DELAY=${delays}`];
    const { seconds, cpu, memory } = await cost([process.execPath, 'dist/cli.js', ...words], before, 600);
    const { findings } = JSON.parse(readFileSync(join(folder, 'latest', 'findings.json'), 'utf8')) as {
      findings: Finding[];
    };
    const right = findings.filter(({ address, verdict }) => verdict.startsWith('engine-open') && real.has(address));
    const false_ = findings.filter(({ address, verdict }) => verdict.startsWith('engine-') && !real.has(address));
    const [blocked, own] = longestWhileProbing(JSON.parse(readFileSync(delays, 'utf8')) as [number, number][]);
    print(`${name}: ${right.length} of ${real.size} engines, ${seconds.toFixed(1)} s, ${cpu.toFixed(1)} s of CPU,`);
    print(`  ${memory.toFixed(0)} MB, event loop blocked for ${blocked} ms at worst, ${own} ms by its own work`);
    const verdicts = new Map<string, number>();
    for (const { verdict } of findings) verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
    print(`  ${[...verdicts].map(([verdict, n]) => `${verdict} ${n}`).join(', ')}`);
    demand(right.length === real.size && false_.length === 0, 'every engine, and nothing else, is an engine');
    demandSpeed(seconds < limit, `less than ${limit} s`);
    demandSpeed(own < MAX_BLOCKED_MS, `its own work never blocks the event loop for ${MAX_BLOCKED_MS} ms`);
  } finally {
    zoo.stdin.end();
    rmSync(folder, { recursive: true });
  }
}

/** Neither the start of the program nor the reports at its end, which come when nothing is probed. */
function longestWhileProbing(windows: readonly [byClock: number, own: number][]): [byClock: number, own: number] {
  const probing = windows.slice(2, -4);
  return [Math.max(0, ...probing.map(([byClock]) => byClock)), Math.max(0, ...probing.map(([, own]) => own))];
}

await measure(SMALL);
if (!QUICK) await measure(LARGE);
