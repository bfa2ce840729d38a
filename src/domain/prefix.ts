/** The prefix to which an address belongs, where neighbours are judged or served together: an IPv4 /24, an IPv6 /120. */

import { parseAddress } from './address.ts';
import { blockText, prefixAround } from './interval.ts';

/** `192.0.2.0/24` or `2001:db8::/120` of a canonical address. @throws RangeError for what is no address */
export function prefixOf(address: string): string {
  const parsed = parseAddress(address);
  if (parsed === undefined) throw new RangeError(`${address} is no address`);
  const length = parsed.family === 4 ? 24 : 120;
  const { family, first } = prefixAround(parsed, length);
  return blockText({ family, first, length });
}
