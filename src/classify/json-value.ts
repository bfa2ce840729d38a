/** JSON members as Go's decoder takes them. The text is hostile. */

import { foldKey, type JsonObject } from '../text/json-object.ts';

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
