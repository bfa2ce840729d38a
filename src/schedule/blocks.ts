/** A run of addresses as CIDR blocks, the fewest that cover it exactly. */

import { blocksOf, blockText } from '../domain/interval.ts';
import { intervalOf } from '../domain/spans.ts';

/** @throws RangeError where the two do not belong together */
export function cidrBlocks(first: string, last: string): string[] {
  const interval = intervalOf({ first, last });
  if (interval === undefined) throw new RangeError(`no addresses from ${first} to ${last}`);
  return blocksOf(interval).map(blockText);
}
