/**
 * A history of 10,000 exposures over 100 nights: its size, what recording a night takes, and what `findings` takes. Opens no
 * socket. With `--against DIR`, where DIR holds an earlier build (`DIR/dist/cli.js`), the same of that one.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Cost, cost, demand, demandSpeed, median, print, QUICK } from './measure.ts';

const SIZE = 10_000;
const NIGHTS = QUICK ? 10 : 100;
const QUERIES = QUICK ? 3 : 11;
const MOST = { megabytes: 60, recorded: 1, listed: 0.3, memory: 120 } as const;
const SCRIPT = fileURLToPath(new URL('../../../../test/bench/history-nights.mjs', import.meta.url));

interface Figures {
  megabytes: number;
  /** Processor seconds of the median night after the first. */
  recorded: number;
  listed: number;
  memory: number;
}

const against = process.argv.indexOf('--against');
const other = against < 0 ? undefined : process.argv[against + 1];
const now = await measure('now', resolve('dist'));
const before = other === undefined ? undefined : await measure('before', resolve(other, 'dist'));
if (before !== undefined)
  for (const name of ['megabytes', 'recorded', 'listed', 'memory'] as const)
    print(`${name}: ${(before[name] / now[name]).toFixed(1)} times less than before`);
demand(now.megabytes < MOST.megabytes, `the database stays under ${MOST.megabytes} MB`);
demandSpeed(now.recorded < MOST.recorded, `a night is recorded in under ${MOST.recorded} s`);
demandSpeed(now.listed < MOST.listed, `findings takes under ${MOST.listed} s`);
demandSpeed(now.memory < MOST.memory, `findings takes under ${MOST.memory} MB`);

async function list(dist: string, out: string): Promise<Cost> {
  const listed = await cost([process.execPath, join(dist, 'cli.js'), 'findings', '--out', out]);
  if (listed.status !== 0 || listed.stdout.split('\n').length < SIZE / 2) throw new Error(listed.stderr);
  return listed;
}

async function measure(name: string, dist: string): Promise<Figures> {
  const out = mkdtempSync(join(tmpdir(), 'seawall-bench-history-'));
  try {
    const made = await cost([process.execPath, SCRIPT, dist, out, String(NIGHTS), String(SIZE)], [], 900);
    if (made.status !== 0) throw new Error(made.stderr);
    const { seconds, bytes } = JSON.parse(made.stdout) as { seconds: number[]; bytes: number };
    const lists = [];
    for (let i = 0; i < QUERIES; i += 1) lists.push(await list(dist, out));
    const figures: Figures = {
      megabytes: bytes / 2 ** 20,
      recorded: median(seconds.slice(1)),
      listed: median(lists.map((list) => list.seconds)),
      memory: Math.max(...lists.map(({ memory }) => memory)),
    };
    print(
      `${name.padEnd(7)} ${SIZE} exposures, ${NIGHTS} nights: ${figures.megabytes.toFixed(0)} MB; first night ${seconds[0]?.toFixed(2)} s, then ${figures.recorded.toFixed(2)} s; findings ${figures.listed.toFixed(2)} s, ${figures.memory.toFixed(0)} MB`,
    );
    return figures;
  } finally {
    rmSync(out, { recursive: true });
  }
}
