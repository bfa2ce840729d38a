/** The engines: starts the one that is asked for, or says why it cannot run here. */

import { SeawallError } from '../domain/errors.ts';
import type { RunOptions, SweepEngine } from '../domain/run.ts';
import { AF_INET, EPERM, errnoName, IPPROTO_TCP, openLibc, SOCK_CLOEXEC, SOCK_RAW } from '../sweep/libc.ts';
import type { NativeEngineName } from '../sweep/native.ts';
import { createPortableSweep } from '../sweep/portable.ts';
import type { Sweep } from '../sweep/sweep.ts';
import { createThreadSweep } from '../sweep/thread.ts';
import { whyNotNative } from './engine-capacity.ts';

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

type Settings = Pick<RunOptions, 'prefixRate' | 'threads'>;

/** How each engine starts. */
const START: { readonly [E in SweepEngine]: (settings: Settings) => Sweep } = {
  connect: (settings) =>
    whyNotNative() === undefined ? startThreads('connect', 'epoll', settings) : createPortableSweep(),
  syn(settings) {
    const missing = whyNotSyn();
    if (missing === undefined) return startThreads('syn', 'syn', settings);
    throw new SeawallError({
      code: 'ENGINE_UNAVAILABLE',
      message: `the 'syn' engine cannot run: ${missing}; '--engine connect' needs no privileges`,
    });
  },
  portable: createPortableSweep,
};

function startThreads(name: SweepEngine, engine: NativeEngineName, { prefixRate, threads }: Settings): Sweep {
  return createThreadSweep({ engine, name, threads, entry: ENTRY, prefixRate });
}

/** @throws SeawallError ENGINE_UNAVAILABLE */
export function createSweep(engine: SweepEngine, settings: Settings): Sweep {
  return START[engine](settings);
}
