/**
 * Special-purpose address space. Sources: the IANA special-purpose address registries for IPv4 and IPv6 (RFC 6890), and
 * the RFC named on each line.
 */

import { parseAddress } from '../domain/address.ts';
import type { Interval } from '../domain/interval.ts';

/**
 * `own` space is an organisation's own network: probed where a range lies wholly inside it, and taken out of a wider range.
 * `never` space cannot hold a host to audit: refused, and taken out of a wider range.
 */
export interface SpecialBlock extends Interval {
  cidr: string;
  name: string;
  rule: 'own' | 'never';
}

const TABLE: readonly [cidr: string, name: string, rule: SpecialBlock['rule']][] = [
  ['0.0.0.0/8', '"this network" (RFC 791)', 'never'],
  ['10.0.0.0/8', 'private (RFC 1918)', 'own'],
  ['100.64.0.0/10', 'carrier-grade NAT (RFC 6598)', 'own'],
  ['127.0.0.0/8', 'loopback (RFC 1122)', 'own'],
  ['169.254.0.0/16', 'link-local (RFC 3927)', 'own'],
  ['172.16.0.0/12', 'private (RFC 1918)', 'own'],
  ['192.0.0.0/24', 'protocol assignments (RFC 6890)', 'never'],
  ['192.0.2.0/24', 'documentation (RFC 5737)', 'never'],
  ['192.168.0.0/16', 'private (RFC 1918)', 'own'],
  ['198.18.0.0/15', 'benchmarking (RFC 2544)', 'own'],
  ['198.51.100.0/24', 'documentation (RFC 5737)', 'never'],
  ['203.0.113.0/24', 'documentation (RFC 5737)', 'never'],
  ['224.0.0.0/4', 'multicast (RFC 5771)', 'never'],
  ['240.0.0.0/4', 'reserved or broadcast (RFC 1112, RFC 8190)', 'never'],
  ['::/128', 'the unspecified address (RFC 4291)', 'never'],
  ['::1/128', 'loopback (RFC 4291)', 'own'],
  ['::ffff:0:0/96', 'IPv4-mapped (RFC 4291): write the IPv4 address', 'never'],
  ['64:ff9b::/96', 'IPv4 translation (RFC 6052)', 'never'],
  ['100::/64', 'discard-only (RFC 6666)', 'never'],
  ['2001:db8::/32', 'documentation (RFC 3849)', 'never'],
  ['3fff::/20', 'documentation (RFC 9637)', 'never'],
  ['fc00::/7', 'unique local (RFC 4193)', 'own'],
  ['fe80::/10', 'link-local (RFC 4291), which cannot be reached without a zone', 'never'],
  ['ff00::/8', 'multicast (RFC 4291)', 'never'],
];

export function specialBlocks(): SpecialBlock[] {
  return TABLE.map(([cidr, name, rule]) => {
    const [base = '', prefix = '0'] = cidr.split('/');
    const address = parseAddress(base);
    if (address === undefined) throw new Error(`bad table entry ${cidr}`);
    const bits = BigInt((address.family === 4 ? 32 : 128) - Number(prefix));
    return { cidr, name, rule, family: address.family, first: address.value, last: address.value + (1n << bits) - 1n };
  });
}
