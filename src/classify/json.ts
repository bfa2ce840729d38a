/** JSON of remote hosts. Objects become maps, so that a key such as `__proto__` is only a key. */

import { clean, TEXT } from './clean.ts';

/** Characters: a genuine answer has about 2,000. */
const MAX_TEXT = 131_072;
/** How much of a value that is no string is described: items of each list, and levels. */
const ITEMS = 8;
const LEVELS = 3;

export type Fields = ReadonlyMap<string, unknown>;

/** @returns the object's own keys in their order, or undefined where the text is no JSON object */
export function parseObject(text: string): Fields | undefined {
  if (text.length > MAX_TEXT) return undefined;
  const trimmed = text.trim();
  if (!trimmed.startsWith('{')) return undefined;
  try {
    return fieldsOf(JSON.parse(trimmed));
  } catch {
    return undefined;
  }
}

export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? new Map(Object.entries(value))
    : undefined;
}

/** The text under `key`, cleaned; empty where there is none or it is no text. */
export function textOf(fields: Fields | undefined, key: string): string {
  const value = fields?.get(key);
  return typeof value === 'string' ? clean(value) : '';
}

/** Any value as bounded text on one line. Deep values are described to a fixed depth, so that no stack overflows. */
export function describeValue(value: unknown, level = 0): string {
  if (typeof value === 'string') return clean(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (level === LEVELS) return '…';
  const parts = Array.isArray(value)
    ? value.slice(0, ITEMS).map((item: unknown) => describeValue(item, level + 1))
    : Object.entries(value)
        .slice(0, ITEMS)
        .map(([key, item]) => `${clean(key, 64)}: ${describeValue(item, level + 1)}`);
  const text = parts.join(', ');
  return clean(Array.isArray(value) ? `[${text}]` : `{${text}}`, TEXT);
}
