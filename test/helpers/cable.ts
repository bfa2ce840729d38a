/** Two network namespaces of the test's own, with a cable between them. They end by themselves. */

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Cable {
  /** Addresses of the server's side, as its client sees it. */
  readonly server: { v4: string; v6: string };
  readonly client: { v4: string; v6: string };
  /** The words before a command that run it there. */
  at(side: Side): string[];
  run(side: Side, command: string, args: readonly string[]): string;
  /** Whether the client gets an answer, any at all, from a port of the server. */
  reaches(host: string, port: number): boolean;
  close(): void;
}
type Side = 'server' | 'client';

/** Why there can be none here, or undefined. */
export function whyNoCable(): string | undefined {
  const { status } = spawnSync('unshare', ['--net', 'true']);
  if (status !== 0) return 'no network namespace can be made (not root?)';
  const missing = ['ip', 'nft', 'iptables', 'ip6tables', 'nsenter', 'curl', 'python3'].filter(
    (name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0,
  );
  return missing.length > 0 ? `not installed: ${missing.join(', ')}` : undefined;
}

/** Longest life of a namespace that nobody closes, in seconds. */
const LIFE = '300';

export async function createCable(): Promise<Cable> {
  const keepers: Record<Side, ChildProcess> = {
    server: spawn('unshare', ['--net', 'sleep', LIFE], { stdio: 'ignore' }),
    client: spawn('unshare', ['--net', 'sleep', LIFE], { stdio: 'ignore' }),
  };
  // The program that keeps a namespace must have entered it before anybody follows.
  for (const { pid } of Object.values(keepers)) {
    for (let tries = 0; readlinkSync(`/proc/${pid}/ns/net`) === readlinkSync('/proc/self/ns/net'); tries += 1) {
      if (tries === 100) throw new Error('no network namespace within 5 seconds');
      await sleep(50);
    }
  }
  const at = (side: Side): string[] => ['nsenter', '--target', String(keepers[side].pid), '--net'];
  const run = (side: Side, command: string, args: readonly string[]): string => {
    const [first = '', ...rest] = at(side);
    return execFileSync(first, [...rest, command, ...args], {
      encoding: 'utf8',
      timeout: 60_000,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  };
  const [server, client] = [
    { v4: '10.99.0.1', v6: 'fd00:99::1' },
    { v4: '10.99.0.2', v6: 'fd00:99::2' },
  ];
  const ip = (side: Side, line: string): string => run(side, 'ip', line.split(' '));
  ip('server', `link add cable type veth peer name cable netns ${keepers.client.pid}`);
  for (const [side, { v4, v6 }] of [
    ['server', server],
    ['client', client],
  ] as const) {
    ip(side, `addr add ${v4}/24 dev cable`);
    ip(side, `addr add ${v6}/64 dev cable nodad`);
    ip(side, 'link set lo up');
    ip(side, 'link set cable up');
  }
  return {
    ...{ server, client, at, run },
    reaches(host, port) {
      const [first = '', ...rest] = at('client');
      const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}/`;
      return (
        spawnSync(first, [...rest, 'curl', '-gsS', '-o', '/dev/null', '--noproxy', '*', '--max-time', '2', url])
          .status === 0
      );
    },
    close() {
      for (const keeper of Object.values(keepers)) keeper.kill('SIGKILL');
    },
  };
}
