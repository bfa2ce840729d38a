/** Silent and answering addresses at full rate: `--engine syn` beside masscan and nmap's SYN scan. */

import { createLab, recallOf } from './lab.ts';
import { alternate, demandSpeed, median, print, QUICK, short } from './measure.ts';
import { masscan, nmap, seawall } from './tools.ts';

const PORTS = [2375, 2376];
const ROUNDS = QUICK ? 1 : 3;
const PLANTED = 200;
/** nmap is so much slower that it gets the head of the same range. */
const KINDS = [
  { name: 'silent', range: '10.96.0.0/12', part: '10.96.0.0/19', bound: 1.2 },
  { name: 'answering', range: '10.64.0.0/13', part: '10.64.0.0/17', bound: 1.0 },
] as const;
const NMAP_BOUND = 5;
const SYN = ['--engine', 'syn', '--retries', '0'];

const lab = await createLab(['nmap', 'masscan'], false);
try {
  const planted = await lab.plant('10.64.0.0/13', PORTS, PLANTED, 1);
  for (const { name, range, part, bound } of KINDS) {
    const job = { network: lab.network, meter: lab.meter, ranges: [range], ports: PORTS, limit: 120 };
    const results = await alternate(ROUNDS, {
      // As masscan, which has a thread that sends and one that receives.
      seawall: async () => await seawall({ ...job, options: [...SYN, '--threads', '2'] }),
      'seawall, one thread': async () => await seawall({ ...job, options: SYN }),
      masscan: async () => await masscan({ ...job, options: ['--rate', '10000000', '--retries', '0', '--wait', '2'] }),
      nmap: async () =>
        await nmap({ ...job, ranges: [part], options: ['-sS', '-T5', '--min-rate', '1000000', '--max-retries', '0'] }),
    });
    const rates = new Map<string, number>();
    for (const [tool, runs] of Object.entries(results)) {
      const rate = median(runs.map((run) => run.rate));
      rates.set(tool, rate);
      const recall =
        name === 'silent' || tool === 'nmap' ? undefined : median(runs.map((run) => recallOf(run, planted)));
      const found = recall === undefined ? '' : `, found ${(recall * 100).toFixed(1)} % of the planted`;
      const perMillion = median(runs.map((run) => (run.cpu * 1e6) / run.syn));
      print(
        `sweep-syn: ${name}: ${tool} ${short(rate)} requests/s while sending, ${short(median(runs.map((run) => run.syn / run.seconds)))}/s over the whole run, CPU ${perMillion.toFixed(1)} s per million, ${Math.max(...runs.map((run) => run.memory)).toFixed(0)} MB, ${short(median(runs.map((run) => run.syn)))} requests in ${short(median(runs.map((run) => run.packets)))} packets${found}`,
      );
    }
    const [ours = Number.NaN, theirs = Number.NaN, slow = Number.NaN] = ['seawall', 'masscan', 'nmap'].map((tool) =>
      rates.get(tool),
    );
    print(
      `sweep-syn: ${name}: ${(ours / theirs).toFixed(2)} times masscan, ${(ours / slow).toFixed(1)} times nmap -sS`,
    );
    demandSpeed(ours >= bound * theirs, `at least ${bound} times masscan on ${name} addresses`);
    demandSpeed(ours >= NMAP_BOUND * slow, `at least ${NMAP_BOUND} times nmap -sS on ${name} addresses`);
  }
} finally {
  lab.close();
}
