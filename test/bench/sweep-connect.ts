/** Refused addresses across a wire, without privileges: `--engine connect` beside nmap's connect scan at full speed. */

import { createLab } from './lab.ts';
import { alternate, demandSpeed, median, print, QUICK, short } from './measure.ts';
import { nmap, type Outcome, seawall } from './tools.ts';

const RANGE = '10.64.0.0/13';
const PORTS = [2375, 2376];
const ENDPOINTS = 2 ** 20 - 2 * 16;
const ROUNDS = QUICK ? 1 : 3;
const BOUND = 1.5;

const lab = await createLab(['nmap'], false);
const job = { network: lab.network, meter: lab.meter, ranges: [RANGE], ports: PORTS, limit: 120 };
const ours = (...options: string[]): (() => Promise<Outcome>) => {
  return async () => await seawall({ ...job, options: ['--engine', 'connect', '--retries', '0', ...options] });
};
try {
  const results = await alternate(ROUNDS, {
    'seawall, one thread': ours('--threads', '1'),
    'seawall, two threads': ours('--threads', '2'),
    nmap: async () => await nmap({ ...job, options: ['-sT', '-T5', '--min-rate', '1000000'] }),
  });
  const rate = (runs: readonly Outcome[]): number => ENDPOINTS / median(runs.map(({ seconds }) => seconds));
  const peer = rate(results.nmap ?? []);
  for (const [name, runs] of Object.entries(results)) {
    const cpu = median(runs.map((run) => run.cpu));
    print(
      `sweep-connect: ${name} ${short(rate(runs))}/s, ${short(median(runs.map((run) => run.rate)))}/s while sending, CPU ${((cpu * 1e6) / ENDPOINTS).toFixed(1)} s per million, ${Math.max(...runs.map((run) => run.memory)).toFixed(0)} MB, ${short(median(runs.map((run) => run.syn)))} requests: ${(rate(runs) / peer).toFixed(2)} times nmap -sT -T5 --min-rate 1000000`,
    );
  }
  const first = Object.entries(results)[0]?.[1] ?? [];
  demandSpeed(rate(first) >= BOUND * peer, `at least ${BOUND} times nmap's rate`);
  demandSpeed(Math.max(...first.map(({ memory }) => memory)) < 150, 'peak memory under 150 MB');
} finally {
  lab.close();
}
