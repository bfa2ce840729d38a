/** Seawall and its peers, run in the scanner's namespace: what each found, sent and cost. */

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunRecord } from '../../src/domain/run.ts';
import { scopeText } from '../helpers/scope.ts';
import { type Counts, INTERFACE, type Network } from '../helpers/wire.ts';
import { type Cost, cost } from './measure.ts';
import type { Meter } from './meter.ts';

/** Addresses that no tool may touch; each is told in its own words. */
export const EXCLUDED: readonly string[] = ['10.64.1.0/28', '10.96.1.0/28'];

export interface Outcome extends Cost {
  /** Open endpoints as `address:port`. */
  found: Set<string>;
  /** Connection requests that reached the far end of the wire. */
  syn: number;
  /** All packets that reached it. */
  packets: number;
  /** Requests per second while it was sending. */
  rate: number;
}

export interface Job {
  network: Network;
  meter: Meter;
  ranges: readonly string[];
  ports: readonly number[];
  /** Further words of the tool's own command line. */
  options?: readonly string[];
  /** Seconds. */
  limit?: number;
  /** Whether Seawall asks a sample again, which its peers do not. */
  secondLook?: boolean;
}

/** Why a peer cannot run here, or undefined. */
export function whyNot(...programs: string[]): string | undefined {
  const missing = programs.filter((program) => !existsSync(`/usr/bin/${program}`));
  return missing.length > 0 ? `not installed: ${missing.join(', ')}` : undefined;
}

async function inNetwork(
  { network, meter, limit = 300 }: Job,
  command: readonly string[],
  found: (result: Cost) => Set<string>,
): Promise<Outcome> {
  const before: Counts = network.counts();
  meter.start();
  const result = await cost(command, network.scanner.inside, limit);
  const sending = meter.stop();
  const after = network.counts();
  const syn = after.syn - before.syn;
  return {
    ...result,
    found: found(result),
    syn,
    packets: after.packets - before.packets,
    // The meter leaves out a hundredth at either end.
    rate: (syn * 0.98) / sending,
  };
}

/** At full rate and otherwise at its defaults, unless the options say so. */
export async function seawall(job: Job): Promise<Outcome> {
  return (await seawallRecord(job)).outcome;
}

/** An audit of some ranges at full rate, into a folder of its own. */
export function seawallCommand(
  ranges: readonly string[],
  ports: readonly number[],
  options: readonly string[] = [],
): { command: string[]; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'seawall-bench-'));
  const scope = join(folder, 'scope.yaml');
  writeFileSync(scope, scopeText(ranges, `exclude: [${EXCLUDED}]\n`));
  const words = ['--out', folder, '--max-addresses', String(2 ** 26), '--ports', ports.join(','), '--quiet'];
  const rates = ['--rate', 'max', '--prefix-rate', 'max', '--fail-on', 'none'];
  return { command: [process.execPath, 'dist/cli.js', 'audit', scope, ...words, ...rates, ...options], folder };
}

/** The same, with what Seawall itself made of the run. */
export async function seawallRecord(job: Job): Promise<{ outcome: Outcome; record: RunRecord }> {
  const look = job.secondLook === true ? [] : ['--no-second-look'];
  const { command, folder } = seawallCommand(job.ranges, job.ports, [...look, ...(job.options ?? [])]);
  try {
    const outcome = await inNetwork(job, command, (result) => openInJournal(folder, result));
    const record: RunRecord = JSON.parse(readFileSync(join(folder, 'latest', 'run.json'), 'utf8'));
    return { outcome, record };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Open endpoints as the sweep saw them, whatever their probes came to. */
function openInJournal(folder: string, { status, stderr }: Cost): Set<string> {
  if (status !== 0) throw new Error(`seawall exited ${status}: ${stderr}`);
  const run = readdirSync(folder).find((name) => existsSync(join(folder, name, 'journal.jsonl'))) ?? '';
  const lines = readFileSync(join(folder, run, 'journal.jsonl'), 'utf8').split('\n');
  const open = new Set<string>();
  for (const line of lines) {
    if (!line.startsWith('{"kind":"open"')) continue;
    const record: { open: { address: string; port: number } } = JSON.parse(line);
    open.add(`${record.open.address}:${record.open.port}`);
  }
  return open;
}

/** @param job.options the scan type and timing, as in `-sT -T5` */
export async function nmap(job: Job): Promise<Outcome> {
  const command = [
    'nmap',
    '-n',
    '-Pn',
    '--exclude',
    EXCLUDED.join(','),
    '-p',
    job.ports.join(','),
    ...(job.options ?? []),
    '-oG',
    '-',
    '--open',
    ...job.ranges,
  ];
  return await inNetwork(job, command, ({ status, stdout, stderr }) => {
    if (status !== 0) throw new Error(`nmap exited ${status}: ${stderr}`);
    const open = new Set<string>();
    for (const line of stdout.split('\n')) {
      const [, address, ports] = /^Host: (\S+) .*Ports: (.*)/.exec(line) ?? [];
      for (const [, port] of (ports ?? '').matchAll(/(\d+)\/open\//g)) open.add(`${address}:${port}`);
    }
    return open;
  });
}

/**
 * Needs to be told by hand what the kernel knows: its interface, its address and the next hop's hardware address. Without
 * `--noreset` it sends a third packet after each answer, refusals included.
 */
export async function masscan(job: Job): Promise<Outcome> {
  const { network } = job;
  const link = network.targets.run('cat', `/sys/class/net/${INTERFACE}/address`).trim();
  const route = ['-e', INTERFACE, '--adapter-ip', '10.63.255.1', '--router-mac', link.replaceAll(':', '-')];
  const command = [
    'masscan',
    ...job.ranges,
    '-p',
    job.ports.join(','),
    ...route,
    '--exclude',
    EXCLUDED.join(','),
    '--noreset',
    ...(job.options ?? []),
    '-oL',
    '-',
  ];
  return await inNetwork(job, command, ({ status, stdout, stderr }) => {
    if (status !== 0) throw new Error(`masscan exited ${status}: ${stderr}`);
    return new Set([...stdout.matchAll(/^open tcp (\d+) (\S+)/gm)].map(([, port, address]) => `${address}:${port}`));
  });
}
