/** A run of addresses as CIDR blocks, the fewest that cover it exactly. */

import { formatAddress, parseAddress } from '../domain/address.ts';

/** @throws RangeError where the two do not belong together */
export function cidrBlocks(first: string, last: string): string[] {
  const [from, to] = [parseAddress(first), parseAddress(last)];
  if (from === undefined || to === undefined || from.family !== to.family || from.value > to.value)
    throw new RangeError(`no addresses from ${first} to ${last}`);
  const { family } = from;
  const bits = family === 4 ? 32 : 128;
  const blocks: string[] = [];
  for (let value = from.value; value <= to.value; ) {
    let size = 0;
    // As large as the alignment of the first address and the rest of the run allow.
    while (size < bits && (value >> BigInt(size)) % 2n === 0n && value + (1n << BigInt(size + 1)) - 1n <= to.value)
      size += 1;
    blocks.push(`${formatAddress({ family, value })}/${bits - size}`);
    value += 1n << BigInt(size);
  }
  return blocks;
}
