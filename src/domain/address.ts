/**
 * Canonical addresses: parse, print, compare, integer arithmetic, for IPv4 and IPv6.
 *
 * Strict on purpose: no leading zeros (`010.0.0.1` is octal to some and decimal to others), no zone ids, no missing
 * parts, no IPv4 embedded in IPv6 when printing. IPv6 prints as RFC 5952 says.
 */

export type Family = 4 | 6;

export interface Address {
  readonly family: Family;
  /** The address as an integer: below 2^32 or 2^128. */
  readonly value: bigint;
}

const V4_PART = /^(?:0|[1-9]\d{0,2})$/;
const V6_GROUP = /^[0-9a-f]{1,4}$/i;

/** @returns the 32-bit value, or -1 if `text` is not a canonical IPv4 address */
export function parseV4(text: string): number {
  let value = 0;
  let part = 0;
  let digits = 0;
  let dots = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 46) {
      if (digits === 0 || dots === 3) return -1;
      value = value * 256 + part;
      part = 0;
      digits = 0;
      dots += 1;
    } else if (code >= 48 && code <= 57) {
      if (digits > 0 && part === 0) return -1;
      part = part * 10 + (code - 48);
      digits += 1;
      if (part > 255) return -1;
    } else {
      return -1;
    }
  }
  return dots === 3 && digits > 0 ? value * 256 + part : -1;
}

/** `value` is an unsigned 32-bit integer. */
export function formatV4(value: number): string {
  return `${Math.floor(value / 0x1000000)}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

function parseV6(text: string): bigint | undefined {
  if (text.includes('%') || text.includes(':::')) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0] ?? '');
  const tail = halves.length === 2 ? parseGroups(halves[1] ?? '') : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array<number>(missing).fill(0), ...tail];
  return groupsValue(groups);
}

function parseGroups(text: string): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    if (i === parts.length - 1 && part.includes('.')) {
      const v4 = parseV4(part);
      if (v4 < 0) return undefined;
      groups.push(Math.floor(v4 / 0x10000), v4 & 0xffff);
    } else if (V6_GROUP.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else {
      return undefined;
    }
  }
  return groups;
}

/** The eight 16-bit groups of an IPv6 value, most significant first. */
export function groupsOf(value: bigint): number[] {
  const groups: number[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n) groups.push(Number((value >> shift) & 0xffffn));
  return groups;
}

/** The IPv6 value of eight 16-bit groups. */
export function groupsValue(groups: readonly number[]): bigint {
  return groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n);
}

/** Prints eight 16-bit groups as RFC 5952 says: lower case, the longest run of zero groups (two at least) shortened. */
export function formatGroups(groups: readonly number[]): string {
  let best = -1;
  let bestLength = 1;
  let start = -1;
  for (let i = 0; i <= groups.length; i += 1) {
    if (i < groups.length && groups[i] === 0) {
      if (start < 0) start = i;
    } else if (start >= 0) {
      if (i - start > bestLength) {
        best = start;
        bestLength = i - start;
      }
      start = -1;
    }
  }
  let text = '';
  for (let i = 0; i < groups.length; i += 1) {
    if (i === best) {
      text += '::';
      i += bestLength - 1;
    } else {
      if (text !== '' && !text.endsWith(':')) text += ':';
      text += (groups[i] ?? 0).toString(16);
    }
  }
  return text;
}

/** Whether `text` is an address. */
export function isAddress(text: string): boolean {
  return text.includes(':') ? parseV6(text) !== undefined : parseV4(text) >= 0;
}

/** @returns the address, or undefined if `text` is not one; `::ffff:1.2.3.4` is read as IPv6. */
export function parseAddress(text: string): Address | undefined {
  if (text.includes(':')) {
    const value = parseV6(text);
    return value === undefined ? undefined : { family: 6, value };
  }
  const value = parseV4(text);
  return value < 0 ? undefined : { family: 4, value: BigInt(value) };
}

export function formatAddress(address: Address): string {
  return address.family === 4 ? formatV4(Number(address.value)) : formatGroups(groupsOf(address.value));
}

/** IPv4 before IPv6, then by value. */
export function compareAddresses(a: Address, b: Address): number {
  if (a.family !== b.family) return a.family - b.family;
  return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
}

/** A place to connect to, as text. */
export interface Place {
  readonly address: string;
  readonly port: number;
}

/** An address with a port, or with any. */
export interface PlacePattern {
  readonly address: string;
  readonly port?: number;
}

/** @returns the canonical place of `1.2.3.4`, `1.2.3.4:80`, `fd00::1` or `[fd00::1]:80`; undefined for any other text */
export function parsePlace(text: string): PlacePattern | undefined {
  const [, bracketed, host = bracketed, digits] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::([1-9]\d{0,4}))?$/.exec(text) ?? [];
  const address = parseAddress(host ?? text);
  if (address === undefined || (bracketed !== undefined && address.family === 4)) return undefined;
  if (digits === undefined) return { address: formatAddress(address) };
  const port = Number(digits);
  return port > 65_535 ? undefined : { address: formatAddress(address), port };
}

/** The order of endpoints in every list: IPv4 before IPv6, by address, then by port; what is no address comes last. */
export function comparePlaces(a: Place, b: Place): number {
  return compareAddressTexts(a.address, b.address) || a.port - b.port;
}

/** The same order of addresses alone. */
export function compareAddressTexts(a: string, b: string): number {
  if (a === b) return 0;
  const [low, other] = [parseV4(a), parseV4(b)];
  if (low >= 0 && other >= 0) return low - other;
  const [first, second] = [parseAddress(a), parseAddress(b)];
  if (first !== undefined && second !== undefined) return compareAddresses(first, second);
  if (first === undefined && second === undefined) return a < b ? -1 : 1;
  return first === undefined ? 1 : -1;
}

/** `host:port`, with brackets where IPv6 needs them. */
export function formatHostPort(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** `10.0.0.5`, `10.0.0.5:2375`, `[fd00::5]:2375` */
export function formatPlace({ address, port }: PlacePattern): string {
  return port === undefined ? address : formatHostPort(address, port);
}

/** Whether the text has a part like `010`, which some read as octal. */
export function hasLeadingZero(text: string): boolean {
  return (
    !text.includes(':') &&
    text.split('.').some((part) => /^\d+$/.test(part) && !V4_PART.test(part) && part.startsWith('0'))
  );
}
