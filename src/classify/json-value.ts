/** The JSON object that an answer begins with, and JSON as Go's decoder takes it. The text is hostile. */

import { isObject, tryJson } from '../domain/shape.ts';
import { wholeJson } from '../text/json-end.ts';

/** In UTF-16 units. Bodies are cut at this size before they get here; more is no version answer. */
const MAX_UNITS = 65_536;

export type JsonObject = Record<string, unknown>;

/**
 * Blanks and a byte order mark may stand before it and anything behind it: a client's decoder reads one value and stops.
 * @returns undefined where the text begins with no whole JSON object
 */
export function firstObject(text: string): JsonObject | undefined {
  const start = text.search(/[^\s\uFEFF]/);
  if (text[start] !== '{') return undefined;
  const whole = wholeJson(text.slice(start, start + MAX_UNITS));
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

/** The text of a member, or an empty text where it is none. */
export function textAt(json: JsonObject | undefined, key: string): string {
  const value = json !== undefined && Object.hasOwn(json, key) ? json[key] : undefined;
  return typeof value === 'string' ? value : '';
}

/**
 * Members by folded name: Go's decoder takes a key in any case. Of several with one name, the first that has a value, in
 * the engine's own spelling if there is one.
 */
export function foldMembers(json: JsonObject, spellings: ReadonlySet<string>): ReadonlyMap<string, unknown> {
  const members = new Map<string, unknown>();
  const entries = Object.entries(json);
  for (const exact of [true, false]) {
    for (const [key, value] of entries) {
      if (spellings.has(key) !== exact) continue;
      const name = foldKey(key);
      if ((members.get(name) ?? '') === '') members.set(name, value);
    }
  }
  return members;
}

/** Both ways, since some letters fold into ASCII in one direction only (the Kelvin sign, the long s). */
export function foldKey(key: string): string {
  return key.toUpperCase().toLowerCase();
}
