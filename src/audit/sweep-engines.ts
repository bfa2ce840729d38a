/** Registry of the sweep engines: which there are, which can run here, and why the others cannot. */

import { reasonOf, SeawallError } from '../domain/errors.ts';
import type { RunOptions } from '../domain/run.ts';
import { AF_INET, EPERM, errnoName, IPPROTO_TCP, openLibc, SOCK_CLOEXEC, SOCK_RAW } from '../sweep/libc.ts';
import { createPortableSweep } from '../sweep/portable.ts';
import type { Sweep } from '../sweep/sweep.ts';
import { createThreadSweep } from '../sweep/thread.ts';
import { type Capacity, type Descriptors, deriveCapacity, MAX_PORTABLE_CONNECTIONS } from './machine.ts';

/** The engines that a person can ask for; `auto` is the best one that needs no privileges. */
export const ENGINES = ['auto', 'connect', 'syn', 'portable'] as const;
export type EngineName = (typeof ENGINES)[number];

/** Why the native engines cannot run here; undefined if they can. */
export function whyNotNative(): string | undefined {
  try {
    openLibc();
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

/** Connections that an engine can have in flight, as far as this machine allows. */
export function capacityOf(engine: Exclude<EngineName, 'auto'>, descriptors: Descriptors): Capacity {
  const portable = engine === 'portable' || whyNotNative() !== undefined;
  return portable ? deriveCapacity(descriptors, MAX_PORTABLE_CONNECTIONS) : deriveCapacity(descriptors);
}

/** Why the `syn` engine cannot run here, and how to let it; undefined if it can. */
export function whyNotSyn(): string | undefined {
  const native = whyNotNative();
  if (native !== undefined) return native;
  const libc = openLibc();
  const fd = libc.socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_TCP);
  const errno = libc.errno();
  if (fd >= 0) {
    libc.close(fd);
    return undefined;
  }
  if (errno !== EPERM) return `this system opens no raw socket (${errnoName(errno)})`;
  return "raw sockets need CAP_NET_RAW: give it to a systemd service by 'AmbientCapabilities=CAP_NET_RAW', to a copy of node by 'setcap cap_net_raw+ep', or run as root";
}

/** Beside this file; from sources, in the build, because a thread cannot begin with TypeScript. */
const ENTRY = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/audit/sweep-thread.js' : './sweep-thread.js',
  import.meta.url,
);

/** @throws SeawallError ENGINE_UNAVAILABLE */
export function createSweep(
  engine: Exclude<EngineName, 'auto'>,
  { prefixRate, threads }: Pick<RunOptions, 'prefixRate' | 'threads'>,
): Sweep {
  const missing = engine === 'syn' ? whyNotSyn() : undefined;
  if (missing !== undefined)
    throw new SeawallError({
      code: 'ENGINE_UNAVAILABLE',
      message: `the 'syn' engine cannot run: ${missing}; '--engine connect' needs no privileges`,
    });
  if (engine === 'portable' || (engine === 'connect' && whyNotNative() !== undefined)) return createPortableSweep();
  return createThreadSweep({
    engine: engine === 'syn' ? 'syn' : 'epoll',
    name: engine,
    threads,
    entry: ENTRY,
    prefixRate,
  });
}
