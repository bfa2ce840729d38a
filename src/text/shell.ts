/** Quoting for POSIX shells. No other file quotes: `test/architecture.test.ts` holds that. */

import { formatAddress, parseAddress } from '../domain/address.ts';

/** Words that need no quotes. */
const PLAIN = /^[A-Za-z0-9_./:@%+=,-]+$/;

/**
 * The text as one word, in single quotes where it needs them.
 * @throws RangeError for NUL, which no word can hold
 */
export function shellWord(text: string): string {
  if (text.includes('\0')) throw new RangeError('a word of a shell cannot hold NUL');
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A file or an inventory name for an address, other for each: `10-20-0-5`, `v6-fd00-20--1c`. */
export function addressName(address: string): string {
  const parsed = parseAddress(address);
  if (parsed === undefined) throw new RangeError('not an address');
  return `${parsed.family === 6 ? 'v6-' : ''}${formatAddress(parsed).replaceAll(/[.:]/g, '-')}`;
}
