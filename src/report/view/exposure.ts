/** Which verdicts mean that a stranger reaches an engine: one list for every reader of a report. */

import type { Verdict } from '../../domain/verdicts.ts';

/** It answered, and asked for nothing. */
export const OPEN: ReadonlySet<Verdict> = new Set<Verdict>([
  'engine-open-plaintext',
  'engine-open-tls',
  'engine-open-proxied',
]);

/** It is there, but what was asked was filtered or refused. */
export const REACHABLE: ReadonlySet<Verdict> = new Set<Verdict>([
  'engine-filtered',
  'engine-authz-denied',
  'engine-authz-broken',
  'engine-refused',
]);

/** An engine that a stranger can talk to, or could with one mistake more. */
export const EXPOSED: ReadonlySet<Verdict> = new Set<Verdict>([...OPEN, ...REACHABLE]);
