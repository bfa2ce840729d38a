/** One range as a person writes it: CIDR, first-last, or one address. */

import IPCIDR from 'ip-cidr';
import { type Address, formatAddress, hasLeadingZero, parseAddress } from '../domain/address.ts';
import type { ErrorCode } from '../domain/errors.ts';
import type { Interval } from '../domain/interval.ts';

export type RangeReading = { interval: Interval } | { code: ErrorCode; message: string };

const FORMS = 'write a CIDR block (10.0.0.0/24), first-last (10.0.0.1-10.0.0.9) or one address';

/** Reads strictly. A reading that would have to guess is a refusal that names the likely meanings. */
export function readRange(written: string): RangeReading {
  const text = written.trim();
  const quoted = JSON.stringify(text.slice(0, 80));
  if (text.includes('%'))
    return {
      code: 'RANGE_ZONE_ID',
      message: `${quoted} has a zone id, which means something on one machine only: leave out the % part`,
    };
  if (text.split(/[-/]/).some((part) => hasLeadingZero(part.trim()))) {
    return {
      code: 'RANGE_LEADING_ZERO',
      message: `${quoted} has a leading zero, which some programs read as octal: write the number without it`,
    };
  }
  if (text.includes('-')) return readFirstLast(text, quoted);
  if (text.includes('/')) return readCidr(text, quoted);
  const address = parseAddress(text);
  if (address === undefined) return { code: 'RANGE_SYNTAX', message: `${quoted} is no address range: ${FORMS}` };
  return { interval: { family: address.family, first: address.value, last: address.value } };
}

function readFirstLast(text: string, quoted: string): RangeReading {
  const [from = '', to = '', ...more] = text.split('-').map((part) => part.trim());
  const [first, last] = [parseAddress(from), parseAddress(to)];
  if (first === undefined || last === undefined || more.length > 0)
    return { code: 'RANGE_SYNTAX', message: `${quoted} is no address range: ${FORMS}` };
  if (first.family !== last.family)
    return { code: 'RANGE_SYNTAX', message: `${quoted} mixes IPv4 and IPv6: write two ranges` };
  if (first.value > last.value)
    return { code: 'RANGE_ORDER', message: `${quoted} ends before it begins: write ${to}-${from}` };
  return { interval: { family: first.family, first: first.value, last: last.value } };
}

function readCidr(text: string, quoted: string): RangeReading {
  const [base = '', prefix = '', ...more] = text.split('/');
  const address = parseAddress(base);
  const width = address?.family === 6 ? 128 : 32;
  if (address === undefined || more.length > 0 || !/^(?:0|[1-9]\d{0,2})$/.test(prefix) || Number(prefix) > width) {
    return { code: 'RANGE_SYNTAX', message: `${quoted} is no CIDR block: ${FORMS}` };
  }
  // ip-cidr silently widens 10.0.0.5/24 to the whole /24: its bounds are used, and then compared with what was written.
  const cidr = new IPCIDR(`${formatAddress(address)}/${prefix}`);
  const [first, last] = [boundOf(cidr.start()), boundOf(cidr.end())];
  if (first === undefined || last === undefined)
    return { code: 'RANGE_SYNTAX', message: `${quoted} is no CIDR block: ${FORMS}` };
  if (first.value !== address.value) {
    const meant = `${formatAddress(first)}/${prefix}`;
    return {
      code: 'RANGE_HOST_BITS',
      message: `${quoted} has host bits set: write ${meant} for the network, or ${formatAddress(address)} for the one address`,
    };
  }
  return { interval: { family: address.family, first: first.value, last: last.value } };
}

function boundOf(bound: unknown): Address | undefined {
  return typeof bound === 'string' ? parseAddress(bound) : undefined;
}
