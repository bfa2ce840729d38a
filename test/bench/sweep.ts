/** A whole audit of loopback addresses that refuse, beside nmap: 127.1.0.0/16 x 2 ports. */

import { rmSync } from 'node:fs';
import { alternate, cost, demandSpeed, median, print, QUICK, short } from './measure.ts';
import { seawallCommand, whyNot } from './tools.ts';

const RANGE = '127.1.0.0/16';
const PORTS = [2375, 2376];
const ENDPOINTS = 2 ** 17;
const ROUNDS = QUICK ? 1 : 3;

const missing = whyNot('nmap');
if (missing !== undefined) throw new Error(missing);
const nmap = ['nmap', '-n', '-Pn', '-sT', '-T5', '-p', PORTS.join(','), RANGE, '-oG', '/dev/null'];
const results = await alternate(ROUNDS, {
  seawall: async () => {
    const { command, folder } = seawallCommand([RANGE], PORTS, ['--retries', '0', '--no-second-look']);
    const result = await cost(command);
    rmSync(folder, { recursive: true });
    if (result.status !== 0) throw new Error(`seawall exited ${result.status}: ${result.stderr}`);
    return result;
  },
  nmap: async () => await cost(nmap),
});
const [ours, theirs] = [results.seawall ?? [], results.nmap ?? []].map((runs) => ({
  seconds: median(runs.map(({ seconds }) => seconds)),
  cpu: median(runs.map(({ cpu }) => cpu)),
  memory: Math.max(...runs.map(({ memory }) => memory)),
}));
if (ours === undefined || theirs === undefined) throw new Error('nothing was measured');
const ratio = theirs.seconds / ours.seconds;
print(
  `sweep: seawall ${short(ENDPOINTS / ours.seconds)}/s (${ours.seconds.toFixed(1)} s, CPU ${ours.cpu.toFixed(1)} s, ${ours.memory.toFixed(0)} MB), nmap -sT -T5 ${short(ENDPOINTS / theirs.seconds)}/s (${theirs.seconds.toFixed(1)} s, CPU ${theirs.cpu.toFixed(1)} s, ${theirs.memory.toFixed(0)} MB): ${ratio.toFixed(2)} times as fast`,
);
demandSpeed(ours.memory < 150, 'peak memory under 150 MB');
