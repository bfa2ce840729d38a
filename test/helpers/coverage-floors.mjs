/**
 * Writes what `npm run coverage` measured into test/coverage-floors.json: whole percents per folder, rounded down. A floor
 * that would fall is kept, except with `--lower`: for code that moved, never for code that lost its tests.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';

const FLOORS = 'test/coverage-floors.json';
const METRICS = ['lines', 'branches', 'functions'];

const measured = JSON.parse(readFileSync('coverage/coverage-summary.json', 'utf8'));
const before = JSON.parse(readFileSync(FLOORS, 'utf8'));

/** Covered and total of each metric, by folder. */
const sums = {};
for (const [file, counts] of Object.entries(measured)) {
  const [, folder] = /^src\/([^/]+)\//.exec(relative('.', file)) ?? [];
  if (folder === undefined) continue;
  sums[folder] ??= Object.fromEntries(METRICS.map((metric) => [metric, { covered: 0, total: 0 }]));
  for (const metric of METRICS) {
    sums[folder][metric].covered += counts[metric].covered;
    sums[folder][metric].total += counts[metric].total;
  }
}

const floors = {};
for (const folder of Object.keys(sums).sort()) {
  const key = `src/${folder}/**`;
  floors[key] = {};
  for (const metric of METRICS) {
    const { covered, total } = sums[folder][metric];
    const now = total === 0 ? 100 : Math.floor((covered / total) * 100);
    const floor = before[key]?.[metric] ?? 0;
    floors[key][metric] = process.argv.includes('--lower') ? now : Math.max(now, floor);
    if (now < floor) process.stderr.write(`${key} ${metric}: ${now} %, the floor is ${floor} %\n`);
  }
}
writeFileSync(FLOORS, `${JSON.stringify(floors, null, 2)}\n`);
