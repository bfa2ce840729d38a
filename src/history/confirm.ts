/**
 * Merges two looks at the same endpoints, a while apart. An exposure that either of them saw is one; it is over only where both
 * prove it. An engine that was just restarted may take a minute until it listens.
 */

import { isExposed, isProofOfClosing } from '../domain/exposure.ts';
import type { Finding } from '../domain/finding.ts';
import { endpointKey, type RunView, type WatchedState } from './observe.ts';

type Sighting = { finding: Finding } | { watched: WatchedState };

export function confirm(first: RunView, second: RunView): RunView {
  const [before, after] = [sightingsOf(first), sightingsOf(second)];
  const findings = new Map<string, Finding>();
  const watched = new Map<string, WatchedState>();
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const sighting = conclude(before.get(key), after.get(key));
    if ('finding' in sighting) findings.set(sighting.finding.id, sighting.finding);
    else watched.set(key, sighting.watched);
  }
  return { ...second, findings, watched };
}

function sightingsOf({ findings, watched }: RunView): Map<string, Sighting> {
  const sightings = new Map<string, Sighting>();
  for (const [key, state] of watched) sightings.set(key, { watched: state });
  for (const finding of findings.values()) sightings.set(endpointKey(finding.address, finding.port), { finding });
  return sightings;
}

function conclude(first: Sighting | undefined, second: Sighting | undefined): Sighting {
  if (second !== undefined && exposes(second)) return second;
  if (first !== undefined && exposes(first)) return first;
  if (second === undefined || first === undefined)
    return { watched: { state: 'not-tested', reason: 'one look is missing' } };
  if (isDefinite(first) === isDefinite(second)) return second;
  return { watched: { state: 'filtered', reason: 'two looks disagree' } };
}

function exposes(sighting: Sighting): boolean {
  return 'finding' in sighting && isExposed(sighting.finding);
}

function isDefinite(sighting: Sighting): boolean {
  return 'finding' in sighting ? isProofOfClosing(sighting.finding) : sighting.watched.state === 'closed';
}
