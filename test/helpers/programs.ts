/** Programs of the system that judge what we write: left out loudly where they are missing, needed in CI. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leftOut } from './left-out.ts';

/** For `describe.skipIf(lacks('xmllint', '--version'))`. */
export function lacks(program: string, ...versionArgs: string[]): boolean {
  return leaveOut(program, isInstalled(program, versionArgs), true);
}

/** The same for what CI does without. */
export function lacksOptional(program: string, ...versionArgs: string[]): boolean {
  return leaveOut(program, isInstalled(program, versionArgs), false);
}

export function lacksFile(path: string): boolean {
  return leaveOut(path, existsSync(path), true);
}

function isInstalled(program: string, versionArgs: readonly string[]): boolean {
  return spawnSync(program, versionArgs, { stdio: 'ignore' }).error === undefined;
}

function leaveOut(what: string, present: boolean, needed: boolean): boolean {
  return leftOut(`what ${what} says`, present ? undefined : 'not installed', { needed });
}

export interface Judgement {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a program over files that exist only for it; `@name` in an argument is the path of the file of that name. */
export function judge(program: string, args: readonly string[], files: Readonly<Record<string, string>>): Judgement {
  const folder = mkdtempSync(join(tmpdir(), 'seawall-judge-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const words = args.map((word) => (word.startsWith('@') ? join(folder, word.slice(1)) : word));
    const options = { encoding: 'utf8', timeout: 60_000, maxBuffer: 1 << 28 } as const;
    const { status, stdout, stderr, error } = spawnSync(program, words, options);
    if (error !== undefined) throw error;
    return { status, stdout, stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
