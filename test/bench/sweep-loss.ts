/**
 * What random loss hides at a moderate rate: the share of planted open endpoints that Seawall and masscan find. Loss hits
 * each packet by itself, on the way there and on the way back.
 */

import { createLab, recallOf } from './lab.ts';
import { alternate, demand, print, short } from './measure.ts';
import { masscan, type Outcome, seawall } from './tools.ts';

const RANGE = '10.64.0.0/17';
const PORTS = [2375];
const RATE = '10000';
const ROUNDS = 3;
const PLANTED = 1_000;

const lab = await createLab('masscan');
try {
  const planted = await lab.plant(RANGE, PORTS, PLANTED, 7);
  const job = { network: lab.network, meter: lab.meter, ranges: [RANGE], ports: PORTS, limit: 120 };
  const ours = (engine: string): (() => Promise<Outcome>) => {
    return async () => await seawall({ ...job, options: ['--engine', engine, '--rate', RATE, '--retries', '3'] });
  };
  for (const percent of [1, 5]) {
    lab.network.lose(percent);
    const results = await alternate(ROUNDS, {
      connect: ours('connect'),
      syn: ours('syn'),
      // It sends everything twice, answered or not.
      masscan: async () => await masscan({ ...job, options: ['--rate', RATE, '--retries', '1', '--wait', '3'] }),
    });
    lab.network.lose(0);
    const sums = Object.entries(results).map(([name, runs]) => {
      const recalls = runs.map((run) => recallOf(run, planted));
      return {
        name,
        recall: recalls.reduce((sum, value) => sum + value, 0) / runs.length,
        syn: runs.reduce((sum, { syn }) => sum + syn, 0) / runs.length,
      };
    });
    const peer = sums.find(({ name }) => name === 'masscan');
    for (const { name, recall, syn } of sums) {
      if (peer === undefined) continue;
      print(
        `sweep-loss: ${percent} % each way: ${name} found ${(recall * 100).toFixed(2)} % with ${short(syn)} requests (masscan --retries 1: ${(peer.recall * 100).toFixed(2)} % with ${short(peer.syn)})`,
      );
      if (name === 'masscan') continue;
      demand(recall >= peer.recall, `${name} finds at least what masscan does`);
      demand(syn <= peer.syn, `${name} sends no more than masscan`);
    }
  }
} finally {
  lab.close();
}
