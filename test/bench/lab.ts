/** The laboratory of the sweep benchmarks: a /10 that answers, keeps silent or objects, with open ports planted by a seed. */

import { createWalk } from '../../src/scope/walk.ts';
import { whyNoNamespaces } from '../helpers/netns.ts';
import { scopeOf } from '../helpers/scope.ts';
import { createNetwork, type Network } from '../helpers/wire.ts';
import { demand, print } from './measure.ts';
import { createMeter, type Meter } from './meter.ts';
import { EXCLUDED, type Outcome, whyNot } from './tools.ts';

const PREFIX = '10.64.0.0/10';
const SILENT = '10.96.0.0/11';
const UNREACHABLE = '10.95.0.0/16';

export interface Lab {
  network: Network;
  meter: Meter;
  /** Opens `count` endpoints of a range, chosen by the seed. @returns them as `address:port` */
  plant(range: string, ports: readonly number[], count: number, seed: number): Promise<Set<string>>;
  /** Demands that nothing went astray, and takes everything down. */
  close(): void;
}

/** @param guard see `NetworkOptions` */
export async function createLab(programs: readonly string[], guard = true): Promise<Lab> {
  const missing = whyNoNamespaces() ?? whyNot(...programs);
  if (missing !== undefined) throw new Error(`this benchmark cannot run here: ${missing}`);
  const network = createNetwork({
    prefixes: [PREFIX],
    excluded: EXCLUDED,
    guard,
    behaviours: [
      [SILENT, 'silent'],
      [UNREACHABLE, 'host-unreachable'],
    ],
  });
  const meter = await createMeter(network);
  return {
    network,
    meter,
    async plant(range, ports, count, seed) {
      const walk = createWalk(scopeOf([range], `ports: [${ports}]\nexclude: [${EXCLUDED}]\n`), seed, {
        index: 1,
        count: 1,
      });
      const places = Array.from({ length: count }, (_, i) => walk.at(i));
      await network.listen(places.map(({ address, port }) => [address, port]));
      return new Set(places.map(({ address, port }) => `${address}:${port}`));
    },
    close() {
      const { outside, excluded } = network.counts();
      const astray = outside + Object.values(excluded).reduce((sum, packets) => sum + packets, 0);
      demand(astray === 0, 'no packet to an excluded or unauthorised address');
      meter.close();
      network.remove();
    },
  };
}

/** The share of the planted endpoints that a tool found. What it found besides would be an invention. */
export function recallOf({ found }: Outcome, planted: ReadonlySet<string>): number {
  const invented = [...found].filter((place) => !planted.has(place));
  if (invented.length > 0) print(`  invented: ${invented.slice(0, 5).join(', ')} (${invented.length})`);
  return [...planted].filter((place) => found.has(place)).length / planted.size;
}
