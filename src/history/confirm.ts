/**
 * Two looks at the same endpoints, a while apart, as one: an exposure that either of them saw is one, and only what both say
 * definitely is over. An engine that was just restarted may take a minute until it listens.
 */

import { isExposed, isProofOfClosing } from '../domain/exposure.ts';
import type { Finding } from '../domain/finding.ts';
import { endpointKey, type RunView, type WatchedState } from './observe.ts';

type Look = { finding: Finding } | { watched: WatchedState };

export function confirm(first: RunView, second: RunView): RunView {
  const [before, after] = [looksOf(first), looksOf(second)];
  const findings = new Map<string, Finding>();
  const watched = new Map<string, WatchedState>();
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const look = conclude(before.get(key), after.get(key));
    if ('finding' in look) findings.set(look.finding.id, look.finding);
    else watched.set(key, look.watched);
  }
  return { ...second, findings, watched };
}

function looksOf({ findings, watched }: RunView): Map<string, Look> {
  const looks = new Map<string, Look>();
  for (const [key, state] of watched) looks.set(key, { watched: state });
  for (const finding of findings.values()) looks.set(endpointKey(finding.address, finding.port), { finding });
  return looks;
}

function conclude(first: Look | undefined, second: Look | undefined): Look {
  if (second !== undefined && exposes(second)) return second;
  if (first !== undefined && exposes(first)) return first;
  if (second === undefined || first === undefined)
    return { watched: { state: 'not-tested', reason: 'one look is missing' } };
  if (isDefinite(first) === isDefinite(second)) return second;
  return { watched: { state: 'filtered', reason: 'two looks disagree' } };
}

function exposes(look: Look): boolean {
  return 'finding' in look && isExposed(look.finding);
}

function isDefinite(look: Look): boolean {
  return 'finding' in look ? isProofOfClosing(look.finding) : look.watched.state === 'closed';
}
