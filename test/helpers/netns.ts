/**
 * Network namespaces that a test or benchmark makes for itself: nothing inside reaches any other network. All are removed
 * when this process ends, however it ends; what a killed process left behind is removed by the next one.
 */

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PROGRAMS = ['ip', 'nft', 'tc'];
const PATHS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];
const PREFIX = 'seawall-';

export interface Namespace {
  readonly name: string;
  /** Put before a program, these words make it run inside. */
  readonly inside: readonly string[];
  /** `ip` with its words, in here. */
  ip(words: string): void;
  /** Runs a program inside to its end. @returns its standard output */
  run(program: string, ...args: string[]): string;
  /** Loads an nftables ruleset. */
  nft(rules: string): void;
  /** By name under /proc/sys, with slashes; what this kernel lacks is passed over. */
  sysctl(values: Readonly<Record<string, number>>): void;
  /** Packets seen by the named counters of all tables. */
  counters(): Record<string, number>;
  /** Kills what still runs inside, and deletes it. */
  remove(): void;
}

/** Why no namespace can be made here, or undefined. */
export function whyNoNamespaces(): string | undefined {
  if (process.platform !== 'linux') return 'not Linux';
  const missing = PROGRAMS.filter((program) => !PATHS.some((path) => existsSync(`${path}/${program}`)));
  if (missing.length > 0) return `not installed: ${missing.join(', ')}`;
  if (process.getuid?.() !== 0) return 'not root';
  try {
    createNamespace('trial').remove();
    return undefined;
  } catch (error) {
    return `no namespace can be made: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`;
  }
}

interface Registry {
  made: number;
  living: Map<string, Namespace>;
}
const registry: Registry = { made: 0, living: new Map() };

/** @param label the last part of the name, for people who look with `ip netns` */
export function createNamespace(label: string): Namespace {
  if (registry.made === 0) prepare();
  registry.made += 1;
  const name = `${PREFIX}${process.pid}-${registry.made}-${label}`;
  call('ip', ['netns', 'add', name]);
  const inside = ['ip', 'netns', 'exec', name];
  const run = (program: string, ...args: string[]): string => call('ip', ['netns', 'exec', name, program, ...args]);
  const namespace: Namespace = {
    name,
    inside,
    run,
    ip: (words) => void call('ip', ['-n', name, ...words.split(' ')]),
    nft: (rules) => void call('ip', [...inside.slice(1), 'nft', '-f', '-'], rules),
    sysctl(values) {
      const lines = Object.entries(values).map(
        ([key, value]) => `[ ! -e /proc/sys/${key} ] || echo ${value} > /proc/sys/${key}`,
      );
      run('sh', '-ec', lines.join('\n'));
    },
    counters() {
      const { nftables } = JSON.parse(run('nft', '-j', 'list', 'counters')) as {
        nftables: { counter?: { name: string; packets: number } }[];
      };
      return Object.fromEntries(nftables.flatMap(({ counter }) => (counter ? [[counter.name, counter.packets]] : [])));
    },
    remove() {
      registry.living.delete(name);
      destroy(name);
    },
  };
  registry.living.set(name, namespace);
  namespace.ip('link set lo up');
  return namespace;
}

/** Removes what dead processes left, and sees to it that we leave nothing. */
function prepare(): void {
  const listed = call('ip', ['netns', 'list']).split('\n');
  for (const line of listed) {
    const [name = ''] = line.split(' ');
    const pid = Number(/^seawall-(\d+)-/.exec(name)?.[1]);
    if (pid > 0 && !existsSync(`/proc/${pid}`)) destroy(name);
  }
  process.once('exit', () => {
    for (const namespace of registry.living.values()) namespace.remove();
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
}

function destroy(name: string): void {
  const pids = call('ip', ['netns', 'pids', name]).split('\n').filter(Boolean).map(Number);
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
  call('ip', ['netns', 'delete', name]);
}

function call(program: string, args: readonly string[], input = ''): string {
  return execFileSync(program, args, {
    input,
    encoding: 'utf8',
    timeout: 30_000,
    maxBuffer: 2 ** 26,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}
