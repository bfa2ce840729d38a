/** The JSON object that an answer begins with, as Go's decoder takes it. The text is hostile. */

import { isObject, tryJson } from '../domain/shape.ts';
import { wholeJson } from './json-end.ts';

/** In UTF-16 units. A larger answer is kept in part, and read from that part. */
export const MAX_JSON_UNITS = 65_536;

export type JsonObject = Record<string, unknown>;

/**
 * Blanks and a byte order mark may stand before it and anything behind it: a client's decoder reads one value and stops.
 * @param most units that are read
 * @returns undefined where the text begins with no whole JSON object
 */
export function firstObject(text: string, most = MAX_JSON_UNITS): JsonObject | undefined {
  const start = text.search(/[^\s\uFEFF]/);
  if (text[start] !== '{') return undefined;
  const whole = wholeJson(text.slice(start, start + most));
  const value = whole === undefined ? undefined : tryJson(whole);
  return whole !== undefined && isObject(value) ? withoutLaterNulls(value, whole) : undefined;
}

const NULL_MEMBERS = /,\s*"(?:[^"\\]|\\.)*"\s*:\s*null(?=\s*[,}])/g;

/** Go's decoder leaves what it has where a later member of the same name is null; `JSON.parse` takes the null. */
function withoutLaterNulls(value: JsonObject, text: string): JsonObject {
  if (!Object.values(value).includes(null)) return value;
  const earlier = tryJson(text.replace(NULL_MEMBERS, ''));
  if (!isObject(earlier)) return value;
  return { ...value, ...Object.fromEntries(Object.entries(earlier).filter(([key]) => value[key] === null)) };
}

/** Both ways, since some letters fold into ASCII in one direction only (the Kelvin sign, the long s). */
export function foldKey(key: string): string {
  return key.toUpperCase().toLowerCase();
}
