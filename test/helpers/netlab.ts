/**
 * Two network namespaces of our own, joined by a veth pair: one sweeps, the other answers for whole networks. No packet
 * leaves them. Needs root.
 */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { SweepRecord } from '../../src/domain/endpoint.ts';

/** Why there is no lab here; undefined if there is. */
export function whyNoLab(): string | undefined {
  if (process.getuid?.() !== 0) return 'not root';
  try {
    execFileSync('unshare', ['--net', 'true'], { stdio: 'pipe' });
    execFileSync('unshare', ['--net', 'nft', 'list', 'ruleset'], { stdio: 'pipe' });
    execFileSync('unshare', ['--net', 'tc', 'qdisc'], { stdio: 'pipe' });
    execFileSync('unshare', ['--net', 'ip', 'link'], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? 'unknown') : String(error);
  }
}

export interface SweepRequest {
  engine: 'portable' | 'connect' | 'syn';
  ranges: string[];
  threads?: number;
  rate?: number;
  prefixRate?: number;
  concurrency?: number;
  timeout?: number;
  retries?: number;
  seed?: number;
  positions?: { from?: number; list?: number[]; skip?: number[] };
  /** Milliseconds after which it is told to stop. */
  stopAfter?: number;
  /** Milliseconds that the caller takes for each batch. */
  slow?: number;
  /** The descriptor limit of the process. */
  descriptors?: number;
  /** Gives no records, only their counts. */
  countOnly?: boolean;
  /** Sweeps that many times, one after the other, in the same process; the last one's records count. */
  times?: number;
}

export interface SweepOutcome {
  records: (SweepRecord & { endpoint: string })[];
  /** Records by state and reason, and how many endpoints had more than one. */
  counts: Record<string, number>;
  doubled: number;
  /** Endpoints of the scope. */
  size: number;
  counters: { sent: number; started: number; late: number; trouble: number };
  /** What the sweep threw. */
  error: string | undefined;
  seconds: number;
  /** Open descriptors of the process before and after. */
  descriptors: [number, number];
  /** Highest resident memory, in bytes. */
  memory: number;
  /** Seconds of processor time, user and system. */
  processor: number;
}

const RUNNER = fileURLToPath(new URL('./sweep-run.mjs', import.meta.url));

export class Netlab {
  private readonly holders: ChildProcess[] = [];
  private readonly servants: ChildProcess[] = [];
  private here = 0;
  private there = 0;

  async open(): Promise<void> {
    this.here = await this.hold();
    this.there = await this.hold();
    for (const side of ['here', 'there'] as const) this.run(side, 'ip link set lo up');
    this.run('here', `ip link add v0 type veth peer name v1 netns ${this.there}`);
    for (const [side, device, end] of [
      ['here', 'v0', 1],
      ['there', 'v1', 2],
    ] as const) {
      this.run(side, `ip address add 10.9.0.${end}/24 dev ${device}`);
      this.run(side, `ip -6 address add fd09::${end}/64 dev ${device} nodad`);
      this.run(side, `ip link set ${device} up`);
      // The kernel sends few ICMP errors a second otherwise, and which ones is chance.
      this.set(side, 'ipv4/icmp_ratemask', '0');
      this.set(side, 'ipv6/icmp/ratelimit', '0');
      this.set(side, `ipv4/conf/all/rp_filter`, '0');
    }
    // Packets that arrive are another processor's work: else an ICMP error comes while the socket is still being asked to
    // connect, when the kernel only notes it. No network is as fast as that.
    for (const [side, device] of [
      ['here', 'v0'],
      ['there', 'v1'],
    ] as const)
      this.shell(side, `mount -t sysfs none /sys && echo 2 > /sys/class/net/${device}/queues/rx-0/rps_cpus`);
    this.run('there', 'ip route add local 10.77.0.0/16 dev lo');
    this.run('there', 'ip -6 route add local fd77::/64 dev lo');
    this.run('here', 'ip route add 10.77.0.0/16 via 10.9.0.2');
    this.run('here', 'ip -6 route add fd77::/64 via fd09::2');
  }

  private async hold(): Promise<number> {
    const holder = spawn('unshare', ['--net', 'sh', '-c', 'echo ready; exec sleep 900'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.holders.push(holder);
    await once(holder.stdout, 'data');
    if (holder.pid === undefined) throw new Error('no namespace');
    return holder.pid;
  }

  private enter(side: 'here' | 'there'): string[] {
    return ['--net', '--target', String(side === 'here' ? this.here : this.there)];
  }

  /** Runs a command in one of the namespaces. */
  run(side: 'here' | 'there', command: string, input = ''): string {
    return execFileSync('nsenter', [...this.enter(side), ...command.split(' ')], {
      encoding: 'utf8',
      input,
      timeout: 20_000,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  }

  /** In a mount namespace too: /sys shows the network namespace that it was mounted in. */
  private shell(side: 'here' | 'there', command: string): void {
    execFileSync('nsenter', [...this.enter(side), 'unshare', '--mount', 'sh', '-c', command], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  private set(side: 'here' | 'there', name: string, value: string): void {
    this.run(side, `tee /proc/sys/net/${name}`, value);
  }

  /** Replaces the packet rules of one side; `rules` goes into the chain at `hook`. */
  rules(side: 'here' | 'there', hook: 'input' | 'output', rules: readonly string[]): void {
    this.run(side, 'nft flush ruleset');
    if (rules.length === 0) return;
    const chain = `chain c {\ntype filter hook ${hook} priority 0;\n${rules.join('\n')}\n}\n`;
    this.run(side, 'nft -f -', `table inet t {\n${chain}}\n`);
  }

  /** Packets that a counter rule of the table has seen, by the order of the rules. */
  counters(side: 'here' | 'there'): number[] {
    return [...this.run(side, 'nft list ruleset').matchAll(/packets (\d+)/g)].map(([, count]) => Number(count));
  }

  /** Starts a program that says a line when it is ready, and is ended with the lab. */
  async serve(side: 'here' | 'there', script: string, ...args: string[]): Promise<ChildProcess> {
    const servant = spawn(
      'nsenter',
      [...this.enter(side), process.execPath, '--input-type=module', '-e', script, ...args],
      { stdio: ['ignore', 'pipe', 'inherit'], cwd: fileURLToPath(new URL('../../', import.meta.url)) },
    );
    this.servants.push(servant);
    await once(servant.stdout, 'data');
    return servant;
  }

  /** Runs a module text to its end, and gives back what it wrote. */
  script(side: 'here' | 'there', script: string, ...args: string[]): string {
    return execFileSync(
      'nsenter',
      [...this.enter(side), process.execPath, '--input-type=module', '-e', script, ...args],
      {
        encoding: 'utf8',
        timeout: 60_000,
        cwd: fileURLToPath(new URL('../../', import.meta.url)),
      },
    );
  }

  /** Sweeps in a process of its own on this side. `meanwhile` is called when it has begun. */
  async sweep(request: SweepRequest, meanwhile?: () => void | Promise<void>): Promise<SweepOutcome> {
    const limit = request.descriptors === undefined ? [] : ['prlimit', `--nofile=${request.descriptors}`];
    const child = spawn(
      'nsenter',
      [...this.enter('here'), 'taskset', '1', ...limit, process.execPath, RUNNER, JSON.stringify(request)],
      { stdio: ['ignore', 'pipe', 'pipe'], timeout: 120_000, killSignal: 'SIGKILL' },
    );
    let text = '';
    let complaints = '';
    let begun: () => void = () => undefined;
    const beginning = new Promise<void>((resolve) => {
      begun = resolve;
    });
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      begun();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complaints += chunk.toString();
    });
    const ended = once(child, 'close');
    if (meanwhile !== undefined) {
      await Promise.race([beginning, ended]);
      await meanwhile();
    }
    const [status] = (await ended) as [number | null];
    if (status !== 0) throw new Error(`the sweep ended with ${status}: ${complaints.slice(-2_000)}`);
    return JSON.parse(text.slice(text.indexOf('\n') + 1)) as SweepOutcome;
  }

  close(): void {
    for (const child of [...this.servants, ...this.holders]) child.kill('SIGKILL');
  }
}

/** Accepts connections to a port on every address of its namespace. */
export const LISTENER = `
import { createServer } from 'node:net';
const server = createServer((socket) => socket.on('error', () => undefined));
server.listen(2375, '::', 4096, () => console.log('ready'));
`;
