/** Runs programs beside each other and compares what they cost. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Cost {
  /** Wall-clock time of the whole program. */
  seconds: number;
  /** User and system time of all its threads, and of what the kernel did in their name. */
  cpu: number;
  /** Peak resident memory in MB. */
  memory: number;
  status: number;
  stdout: string;
  stderr: string;
}

/** One round instead of medians: see run.ts. */
export const QUICK = process.argv.includes('--quick');

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = Number.NaN] = [sorted[(sorted.length - 1) >> 1], sorted[middle]];
  return (low + high) / 2;
}

/** `12.3k` for thousands: figures that differ from run to run need no more digits. */
export function short(value: number): string {
  return value >= 10_000 ? `${(value / 1_000).toFixed(value >= 100_000 ? 0 : 1)}k` : value.toFixed(value < 10 ? 2 : 0);
}

/** What timeout(1) exits with. */
const OUT_OF_TIME = 124;

/**
 * Runs a program to its end under time(1).
 * @param before words that make it run elsewhere, as in `ip netns exec`
 * @param limit seconds after which it is killed and the benchmark fails
 */
export async function cost(
  command: readonly string[],
  before: readonly string[] = [],
  limit = 300,
  input = '',
): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), 'seawall-bench-'));
  const times = join(folder, 'times');
  const [program = '', ...args] = [
    ...before,
    '/usr/bin/time',
    '-q',
    '-f',
    '%e %U %S %M',
    '-o',
    times,
    'timeout',
    '-k',
    '5',
    String(limit),
    ...command,
  ];
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (chunk) => {
      texts[name] += chunk;
    });
  const [status, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (status === null || status === OUT_OF_TIME)
    throw new Error(
      `${command.join(' ')} was ended by ${signal ?? `the limit of ${limit} s`}: ${texts.stderr.slice(-500)}`,
    );
  const [seconds = 0, user = 0, system = 0, memory = 0] = readFileSync(times, 'utf8').trim().split(' ').map(Number);
  rmSync(folder, { recursive: true });
  return { seconds, cpu: user + system, memory: memory / 1_024, status, ...texts };
}

/** Takes turns, so that a busy minute of the machine hits all alike. @returns the results of each by name */
export async function alternate<T>(
  rounds: number,
  runs: Readonly<Record<string, () => Promise<T>>>,
): Promise<Record<string, T[]>> {
  const results: Record<string, T[]> = Object.fromEntries(Object.keys(runs).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const [name, run] of Object.entries(runs)) results[name]?.push(await run());
  return results;
}

/** Prints whether a bound holds, and fails the benchmark if it does not. */
export function demand(holds: boolean, bound: string): void {
  print(`  ${holds ? 'holds' : 'BROKEN'}: ${bound}`);
  if (!holds) process.exitCode = 1;
}

/** A bound on speed or memory: one quick round on a machine that others use is told, and fails nothing. */
export function demandSpeed(holds: boolean, bound: string): void {
  if (QUICK && !holds) print(`  below, in this one round: ${bound}`);
  else demand(holds, bound);
}
