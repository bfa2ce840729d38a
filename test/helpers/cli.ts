/** Runs the built program as a person does. */

import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface Ended {
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  env?: Record<string, string>;
  /** Put before the program, as in `prlimit --nofile=64`. */
  before?: string[];
  cwd?: string;
}

export function start(
  args: readonly string[],
  { env = {}, before = [], cwd }: RunOptions = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const [command = process.execPath, ...rest] = [...before, process.execPath, CLI, ...args];
  const child = spawn(command, rest, {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd && { cwd }),
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
  return { child, ended };
}

export async function run(args: readonly string[], options?: RunOptions): Promise<Ended> {
  return await start(args, options).ended;
}
