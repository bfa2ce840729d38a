/** What stands behind the closing of an exposure: by proof and by silence are never counted together. */

import type { Closing } from './finding.ts';

export const CLOSED_BY = ['proof', 'silence', 'person'] as const;
export type ClosedBy = (typeof CLOSED_BY)[number];

const BY = {
  refused: 'proof',
  guarded: 'proof',
  replaced: 'proof',
  contained: 'silence',
  silent: 'silence',
  retired: 'person',
} as const satisfies Readonly<Record<Closing, ClosedBy>>;

export function closedBy(how: Closing): ClosedBy {
  return BY[how];
}
