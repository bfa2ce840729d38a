/** What a verdict means for the life of a finding. */

import type { Verdict } from '../domain/verdicts.ts';

/**
 * - `exposed`: an engine that whoever reaches it can talk to: what history opens and closes.
 * - `definite`: something else, or an engine that keeps strangers out: evidence that nothing is exposed.
 * - `unclear`: the port answers, and nobody can say whether an engine is behind it. A 403 is here: it may be the answer of a
 *   filter in front of an engine, and filters that refuse one path pass others.
 */
type Exposure = 'exposed' | 'definite' | 'unclear';

const EXPOSURES: Readonly<Record<Verdict, Exposure>> = {
  'engine-open-plaintext': 'exposed',
  'engine-open-tls': 'exposed',
  'engine-open-proxied': 'exposed',
  'engine-filtered': 'exposed',
  'engine-authz-denied': 'exposed',
  'engine-authz-broken': 'exposed',
  'engine-refused': 'exposed',
  inconclusive: 'unclear',
  'auth-required': 'definite',
  forbidden: 'unclear',
  'engine-mtls': 'definite',
  'mtls-required': 'definite',
  'other-service': 'definite',
  'no-reply': 'unclear',
  tarpit: 'unclear',
};

export function exposureOf(verdict: Verdict): Exposure {
  return EXPOSURES[verdict];
}

export function isExposed({ verdict }: { verdict: Verdict }): boolean {
  return EXPOSURES[verdict] === 'exposed';
}
