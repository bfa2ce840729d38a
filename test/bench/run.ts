/**
 * Runs the named benchmarks one after another, or all; each prints its figures, and fails if a bound is broken. `--quick` is
 * for CI: one round instead of medians, and without those that take minutes. `--against DIR` is for those that compare with
 * another checkout.
 */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { print } from './measure.ts';

const LONG = ['sweep-memory', 'probe', 'hostile'];
const ALL = [
  'house',
  'start',
  'sweep',
  'probe',
  'hostile',
  'memory',
  'heap',
  'history',
  'sweep-connect',
  'sweep-syn',
  'sweep-loss',
  'sweep-miss',
  'sweep-memory',
];
const { values, positionals: wanted } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, against: { type: 'string' } },
  allowPositionals: true,
});
const { quick, against } = values;
const options = [...(quick ? ['--quick'] : []), ...(against === undefined ? [] : ['--against', against])];
const unknown = wanted.filter((name) => !ALL.includes(name));
if (unknown.length > 0) {
  print(`unknown benchmark ${unknown.join(', ')}: there are ${ALL.join(', ')}`);
  process.exit(2);
}
const failed: string[] = [];
for (const name of wanted.length > 0 ? wanted : ALL.filter((name) => !(quick && LONG.includes(name)))) {
  const script = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
  const { status } = spawnSync(process.execPath, [script, ...options], {
    stdio: 'inherit',
    timeout: 900_000,
  });
  if (status !== 0) failed.push(name);
}
print(failed.length === 0 ? 'all bounds hold' : `failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
