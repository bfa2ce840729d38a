/** Capacity of this machine: the descriptor limit, and the numbers of connections and probes derived from it. */

import { readdirSync, readFileSync } from 'node:fs';
import { SeawallError } from '../domain/errors.ts';

export interface Descriptors {
  /** Open files and sockets that one process may have. */
  limit: number;
  /** Those that are open now. */
  open: number;
}

export interface Capacity {
  /** Sweep connections in flight. */
  connections: number;
  /** Probes that work at once. */
  probes: number;
  /** Probes that wait for the far side, besides. */
  waiting: number;
}

/** Kept free for the journal, reports, name files and what Node opens. */
const RESERVED_DESCRIPTORS = 28;
/** In the event loop; more fit in a thread that watches them by epoll. */
export const MAX_PORTABLE_CONNECTIONS = 1_024;
const MAX_CONNECTIONS = 16_384;
const MAX_PROBES = 64;
/** Each costs some 50 kB of memory. */
const MAX_WAITING = 4_096;

/**
 * Reads the limit of this process. On Linux from /proc (proc(5)); elsewhere `fallback` is asked, because Node has no call
 * for it.
 */
export function readDescriptors(fallback: () => number | undefined): Descriptors {
  try {
    const limit = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return { limit: Number(limit), open: readdirSync('/proc/self/fd').length };
  } catch {
    return { limit: fallback() ?? 256, open: 24 };
  }
}

/**
 * Descriptors that must be free at the start, or the trouble comes half-way: a history that cannot be opened ends the process, and a run
 * without its reserve (lock, journal, history, status file, a thread) tests nothing.
 */
const NEEDED = { 'any command': 5, 'a run': RESERVED_DESCRIPTORS + 2 } as const;

/** @throws SeawallError DESCRIPTORS_TOO_FEW */
export function requireDescriptors({ limit, open }: Descriptors, what: keyof typeof NEEDED): void {
  const least = open + NEEDED[what];
  if (limit < least) throw tooFewDescriptors(`the limit of open files is ${limit}, and ${what} needs ${least} here`);
}

/** @param what is wrong; what to do is added */
export function tooFewDescriptors(what: string, cause?: unknown): SeawallError {
  return new SeawallError(
    { code: 'DESCRIPTORS_TOO_FEW', message: `${what}: raise it, as in ulimit -n 1024` },
    { cause },
  );
}

/**
 * A quarter of the free descriptors is for probes at work, a quarter for probes that wait, the rest for the sweep.
 * @param max connections that the engine can watch
 */
export function deriveCapacity({ limit, open }: Descriptors, max = MAX_CONNECTIONS): Capacity {
  const free = Math.max(2, limit - open - RESERVED_DESCRIPTORS);
  const probes = Math.max(1, Math.min(MAX_PROBES, Math.floor(free / 4)));
  const waiting = Math.min(MAX_WAITING, Math.floor(free / 4));
  return { probes, waiting, connections: Math.max(1, Math.min(max, free - probes - waiting)) };
}
