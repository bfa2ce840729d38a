/** Memory and CPU of a sweep of a whole /8, two ports, silent: 33.5 million endpoints. */

import { createNetwork } from '../helpers/wire.ts';
import { demand, demandSpeed, print, short } from './measure.ts';
import { createMeter } from './meter.ts';
import { EXCLUDED, seawallRecord } from './tools.ts';

const RANGE = '10.0.0.0/8';
const PORTS = [2375, 2376];
const ENDPOINTS = 2 ** 25 - 2 * 32;
const BOUND = 150;

const network = createNetwork({ prefixes: [RANGE], excluded: EXCLUDED, guard: false, behaviours: [[RANGE, 'silent']] });
const meter = await createMeter(network);
try {
  const { outcome, record } = await seawallRecord({
    network,
    meter,
    ranges: [RANGE],
    ports: PORTS,
    options: ['--engine', 'syn', '--retries', '0'],
    limit: 400,
  });
  const { seconds, cpu, memory, syn, rate } = outcome;
  print(
    `sweep-memory: ${short(syn)} requests in ${seconds.toFixed(0)} s, ${short(rate)}/s while sending, CPU ${((cpu * 1e6) / syn).toFixed(2)} s per million, peak ${memory.toFixed(0)} MB`,
  );
  // Four addresses of the range belong to the laboratory's own wire: two of them are broadcast addresses.
  const { endpoints, tested } = record.coverage;
  demand(
    endpoints === ENDPOINTS && syn >= ENDPOINTS - 8 && tested >= ENDPOINTS - 8,
    'every endpoint is asked and counted',
  );
  demandSpeed(memory < BOUND, `peak under ${BOUND} MB`);
  const { outside, excluded } = network.counts();
  const astray = outside + Object.values(excluded).reduce((sum, packets) => sum + packets, 0);
  demand(astray === 0, 'no packet to an excluded or unauthorised address');
} finally {
  meter.close();
  network.remove();
}
