/** Values that a remote host wrote, as bounded text for a finding. */

import { terminalText } from '../text/escape.ts';

/** Longest text of a fact, in characters. */
export const MAX_FACT_CHARACTERS = 256;

/** One printable line; an empty text where there is no value. Objects and lists are counted, not printed. */
export function factText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return terminalText(typeof value === 'object' ? summarize(value) : String(value), MAX_FACT_CHARACTERS);
}

function summarize(value: object): string {
  return Array.isArray(value) ? `[${value.length} items]` : `{${Object.keys(value).length} keys}`;
}
