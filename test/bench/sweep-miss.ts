/**
 * Whether the estimate of what was missed holds: ten seeded runs over a lossy wire behind which everything answers, so that
 * whatever the sweep calls silent was missed.
 */

import { createLab } from './lab.ts';
import { demandSpeed, print, QUICK } from './measure.ts';
import { seawallRecord } from './tools.ts';

const RANGE = '10.64.0.0/18';
const RUNS = 10;
const HOLDS = 9;

const lab = await createLab([]);
try {
  for (const loss of QUICK ? [5] : [1, 5]) {
    lab.network.lose(loss);
    let held = 0;
    for (let seed = 1; seed <= RUNS; seed += 1) {
      const { record } = await seawallRecord({
        network: lab.network,
        meter: lab.meter,
        ranges: [RANGE],
        ports: [2375],
        options: ['--seed', String(seed), '--retries', '0', '--rate', '20000'],
        secondLook: true,
        limit: 60,
      });
      const look = record.secondLook;
      if (look === null || look === undefined || typeof look === 'string') throw new Error(`no second look: ${look}`);
      const truth = (100 * look.silent.endpoints) / record.coverage.endpoints;
      const { rate, low, high } = look;
      const inside = low !== null && high !== null && low <= truth && truth <= high;
      if (inside) held += 1;
      print(
        `sweep-miss: ${loss} % loss each way, seed ${seed}: missed ${truth.toFixed(2)} %, estimated ${rate?.toFixed(2)} % (${low?.toFixed(2)} to ${high?.toFixed(2)})${inside ? '' : ' MISSED'}`,
      );
    }
    demandSpeed(held >= HOLDS, `the interval holds the truth in ${held} of ${RUNS} runs at ${loss} % loss`);
  }
} finally {
  lab.close();
}
