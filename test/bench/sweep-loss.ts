/**
 * What random loss hides at a moderate rate: the share of planted open endpoints that Seawall and masscan find. Loss hits
 * each packet by itself, on the way there and on the way back.
 */

import { createLab, recallOf } from './lab.ts';
import { alternate, demandSpeed, print, QUICK, short } from './measure.ts';
import { masscan, type Outcome, seawall } from './tools.ts';

const RANGE = '10.64.0.0/17';
const PORTS = [2375];
const RATE = '10000';
const ROUNDS = QUICK ? 1 : 3;
const RETRIES = 3;
const PLANTED = 1_000;
/** Room for chance above what arithmetic lets retries miss. */
const LUCK = 0.002;

const lab = await createLab(['masscan']);
try {
  const planted = await lab.plant(RANGE, PORTS, PLANTED, 7);
  const job = { network: lab.network, meter: lab.meter, ranges: [RANGE], ports: PORTS, limit: 120 };
  const ours = (engine: string): (() => Promise<Outcome>) => {
    return async () =>
      await seawall({ ...job, options: ['--engine', engine, '--rate', RATE, '--retries', String(RETRIES)] });
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
      // Masscan drops answers by itself where processors are few: it alone would be a low bar.
      const missed = (1 - (1 - percent / 100) ** 2) ** (RETRIES + 1);
      demandSpeed(recall >= 1 - missed - LUCK, `${name} finds what ${RETRIES} retries must find`);
      demandSpeed(recall >= peer.recall, `${name} finds at least what masscan does`);
      demandSpeed(syn <= peer.syn, `${name} sends no more than masscan`);
    }
  }
} finally {
  lab.close();
}
