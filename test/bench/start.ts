/**
 * What it takes to start: wall-clock time beside bare `node -e 0` in the same run and in the environment of the caller, modules
 * loaded, and the lowest descriptor limit. Opens no socket. With `--against DIR`, where DIR holds an earlier build (`DIR/dist/cli.js`), the same of that one.
 *
 * Modules are the scripts with a file: URL in V8's own coverage of the run (NODE_V8_COVERAGE): every module that was
 * evaluated, ES or CommonJS, of the program and of its packages; Node's own are left out.
 */

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { alternate, demand, demandSpeed, median, print, QUICK } from './measure.ts';

const ROUNDS = QUICK ? 3 : 11;
const MOST_DESCRIPTORS = 30;

const folder = mkdtempSync(join(tmpdir(), 'seawall-bench-start-'));
/** The kept history of 0.1: a few findings, as `findings` lists them. */
copyFileSync('test/fixtures/history/v1.db', join(folder, 'seawall.db'));

/** Each with the most that it may take, in times of bare node. */
const COMMANDS: Readonly<Record<string, { args: readonly string[]; most: number }>> = {
  '--version': { args: ['--version'], most: 2.5 },
  '--help': { args: ['--help'], most: 2.5 },
  findings: { args: ['findings', '--out', folder], most: 4 },
  plan: { args: ['plan', 'targets/'], most: 4 },
};

interface Figures {
  seconds: Readonly<Record<string, number>>;
  bare: number;
}

function run(args: readonly string[], env: NodeJS.ProcessEnv = {}, before: readonly string[] = []): number | null {
  const [program = '', ...rest] = [...before, process.execPath, ...args];
  return spawnSync(program, rest, { stdio: 'ignore', env: { ...process.env, ...env } }).status;
}

function time(args: readonly string[]): number {
  const start = performance.now();
  const status = run(args);
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`);
  return (performance.now() - start) / 1_000;
}

/** Times all builds by turns. @returns medians by build */
async function timeAll(builds: readonly string[]): Promise<Figures[]> {
  const runs: Record<string, () => Promise<number>> = { bare: () => Promise.resolve(time(['-e', '0'])) };
  for (const cli of builds)
    for (const [name, { args }] of Object.entries(COMMANDS))
      runs[`${cli} ${name}`] = () => Promise.resolve(time([cli, ...args]));
  const results = await alternate(ROUNDS, runs);
  return builds.map((cli) => ({
    bare: median(results.bare ?? []),
    seconds: Object.fromEntries(Object.keys(COMMANDS).map((name) => [name, median(results[`${cli} ${name}`] ?? [])])),
  }));
}

function countModules(args: readonly string[]): number {
  const coverage = mkdtempSync(join(folder, 'coverage-'));
  run(args, { NODE_V8_COVERAGE: coverage });
  const urls = new Set<string>();
  for (const name of readdirSync(coverage)) {
    const document: { result: { url: string }[] } = JSON.parse(readFileSync(join(coverage, name), 'utf8'));
    for (const { url } of document.result) if (url.startsWith('file:')) urls.add(url);
  }
  return urls.size;
}

/** The lowest limit of open files at which the program ends with 0. */
function leastDescriptors(args: readonly string[]): number {
  for (let limit = 20; limit < 100; limit += 1) if (run(args, {}, ['prlimit', `--nofile=${limit}`]) === 0) return limit;
  return Number.POSITIVE_INFINITY;
}

function report(cli: string, { bare, seconds }: Figures, bounds: boolean): void {
  print(`start: ${cli}, Node ${process.versions.node}, median of ${ROUNDS}, bare node ${(bare * 1_000).toFixed(0)} ms`);
  for (const [name, { args, most }] of Object.entries(COMMANDS)) {
    const taken = seconds[name] ?? Number.NaN;
    const [times, modules] = [taken / bare, countModules([cli, ...args])];
    const least = leastDescriptors([cli, ...args]);
    print(
      `  ${name.padEnd(10)} ${(taken * 1_000).toFixed(0).padStart(5)} ms  ${times.toFixed(2)} x bare node  ${String(modules).padStart(4)} modules  from ${least} descriptors`,
    );
    if (!bounds) continue;
    demandSpeed(times < most, `${name} takes less than ${most} times as long as bare node`);
    demand(least < MOST_DESCRIPTORS, `${name} starts with fewer than ${MOST_DESCRIPTORS} descriptors`);
  }
}

try {
  const at = process.argv.indexOf('--against');
  const other = at < 0 ? undefined : process.argv[at + 1];
  const builds = [resolve('dist/cli.js'), ...(other === undefined ? [] : [resolve(other, 'dist/cli.js')])];
  const figures = await timeAll(builds);
  for (const [i, cli] of builds.entries()) {
    const found = figures[i];
    if (found !== undefined) report(cli, found, i === 0);
  }
} finally {
  rmSync(folder, { recursive: true });
}
