/** Which engines there are, which of them can run here, and why the others cannot. */

import type { RunOptions } from './model.ts';
import { openLibc } from './sweep/libc.ts';
import { createPortableSweep } from './sweep/portable.ts';
import type { Sweep } from './sweep/sweep.ts';
import { createThreadSweep } from './sweep/thread.ts';

/** The engines that a person can ask for; `auto` is the best one that needs no privileges. */
export const ENGINES = ['auto', 'connect', 'syn', 'portable'] as const;
export type EngineName = (typeof ENGINES)[number];

/** Why the native engines cannot run here; undefined if they can. */
export function whyNotNative(): string | undefined {
  try {
    openLibc();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Beside this file; from sources, in the build, because a thread cannot begin with TypeScript. */
const ENTRY = new URL(
  import.meta.url.endsWith('.ts') ? '../dist/sweep-thread.js' : './sweep-thread.js',
  import.meta.url,
);

export function createSweep(
  engine: Exclude<EngineName, 'auto'>,
  { prefixRate, threads }: Pick<RunOptions, 'prefixRate' | 'threads'>,
): Sweep {
  if (engine === 'portable' || (engine === 'connect' && whyNotNative() !== undefined)) return createPortableSweep();
  return createThreadSweep({
    engine: engine === 'syn' ? 'syn' : 'epoll',
    name: engine,
    threads,
    entry: ENTRY,
    prefixRate,
  });
}
