/**
 * Refusals of many at once: where every exposure that a run met, in a prefix or in all, is refused and nothing else accepts,
 * a firewall in front of them may be what refuses.
 */

import { prefixOf } from '../domain/prefix.ts';
import type { Observation } from './life.ts';

/** Fewer prove nothing of the kind. */
const MANY = 3;

interface Met {
  refused: number;
  others: number;
}

/**
 * @param living observations of the endpoints of living exposures
 * @param accepting addresses that accepted a connection
 * @returns whether the refusal at an address is one of many
 */
export function massRefusals(
  living: Iterable<{ address: string; observation: Observation }>,
  accepting: Iterable<string>,
): (address: string) => boolean {
  const byPrefix = new Map<string, Met>();
  const all: Met = { refused: 0, others: 0 };
  const count = (address: string, refused: boolean): void => {
    const prefix = prefixOf(address);
    const met = byPrefix.get(prefix) ?? { refused: 0, others: 0 };
    byPrefix.set(prefix, met);
    for (const one of [met, all]) one[refused ? 'refused' : 'others'] += 1;
  };
  for (const { address, observation } of living) {
    if (observation.seen === 'closed') count(address, true);
    else if (observation.seen === 'silent') count(address, false);
  }
  for (const address of accepting) count(address, false);
  const isMass = ({ refused, others }: Met): boolean => refused >= MANY && others === 0;
  return (address) => isMass(all) || isMass(byPrefix.get(prefixOf(address)) ?? { refused: 0, others: 0 });
}
