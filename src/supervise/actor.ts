/** Process identity: host, boot, pid namespace and start time. A bare pid is reused, and means another process in a container. */

import { readFileSync, readlinkSync } from 'node:fs';

/** The process that runs Seawall, as `cli.ts` hands it in. */
export interface Actor {
  user: string;
  host: string;
  pid: number;
  /** Whether this machine has a process of that number. Asked only where there is no /proc. */
  isAlive(pid: number): boolean;
}

/** One process of one boot of one machine. */
export interface ProcessMark {
  host: string;
  pid: number;
  /** Changes with every start of the machine; empty where there is no /proc. */
  boot: string;
  /** Pids mean something only within one of these: each container has its own. */
  namespace: string;
  /** Clock ticks from boot to the start of the process; empty where there is no /proc. */
  started: string;
}

export type Life = 'alive' | 'dead' | 'unknown';

export function markProcess({ host, pid }: Pick<Actor, 'host' | 'pid'>): ProcessMark {
  return {
    host,
    pid,
    boot: readText('/proc/sys/kernel/random/boot_id'),
    namespace: readLink('/proc/self/ns/pid'),
    started: readStat(pid)?.started ?? '',
  };
}

/** Whether a marked process still runs, as seen by `actor`; unknown from another machine, boot or container. */
export function lifeOf(mark: ProcessMark, actor: Actor): Life {
  const here = markProcess(actor);
  if (mark.boot === '' || here.boot === '') {
    if (mark.boot !== here.boot || mark.host !== here.host) return 'unknown';
    // Without a start time the pid may belong to another process by now.
    return actor.isAlive(mark.pid) ? 'unknown' : 'dead';
  }
  if (mark.boot !== here.boot || mark.namespace !== here.namespace) return 'unknown';
  const stat = readStat(mark.pid);
  if (stat === undefined || stat.state === 'Z' || stat.state === 'X') return 'dead';
  return stat.started === mark.started ? 'alive' : 'dead';
}

/** State and start time from /proc/<pid>/stat (proc(5)), fields 3 and 22; the name in field 2 may hold anything. */
function readStat(pid: number): { state: string; started: string } | undefined {
  const text = readText(`/proc/${pid}/stat`);
  if (text === '') return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', started: fields[19] ?? '' };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
