/** One range of a scope file: read by the domain's strict parser, and a CIDR block once more by a library, as a second opinion. */

import IPCIDR from 'ip-cidr';
import { type Address, parseAddress } from '../domain/address.ts';
import { type IntervalReading, readInterval } from '../domain/interval.ts';

/**
 * The permitted range does not rest on one parser alone: where ip-cidr gives a block other bounds, the range is refused.
 * ip-cidr alone would not do: it silently widens 10.0.0.5/24 to the whole /24.
 */
export function readRange(written: string): IntervalReading {
  const reading = readInterval(written);
  if (!('interval' in reading) || !written.includes('/')) return reading;
  const { first, last } = reading.interval;
  const cidr = new IPCIDR(written.trim());
  if (boundOf(cidr.start())?.value === first && boundOf(cidr.end())?.value === last) return reading;
  const message = `${JSON.stringify(written.slice(0, 80))} is read as different networks by two readers: write first-last`;
  return { code: 'RANGE_SYNTAX', message };
}

function boundOf(bound: unknown): Address | undefined {
  return typeof bound === 'string' ? parseAddress(bound) : undefined;
}
