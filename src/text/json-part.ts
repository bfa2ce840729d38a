/**
 * A JSON object in less room: what is read of an engine's answer stays, the rest as far as there is room for it. The part is
 * JSON again, its members are in their order, and it is read as the whole is.
 */

import { ENGINE_KEYS } from '../domain/engine.ts';
import { isObject } from '../domain/shape.ts';
import { foldKey, type JsonObject } from './json-object.ts';

/** Kept before others, at any depth: with them an engine is known as one, and so are its parts and other control planes. */
const FIRST = new Set([
  ...ENGINE_KEYS,
  ...['PkgVersion', 'Engine', 'Name', 'Details', 'etcdserver', 'gitVersion', 'major', 'message'],
]);
const FOLDED = new Set([...FIRST].map(foldKey));

/** Of a part: characters of a text, depth of values, members or entries that are looked at. */
const [TEXT_CHARACTERS, MAX_DEPTH, MAX_LOOKED_AT] = [512, 6, 256];

/** @param room characters of JSON, at most; a few are needed for the braces */
export function partOfObject(object: JsonObject, room: number): string {
  return partOf(object, room, 0) ?? '{}';
}

/** @returns JSON of at most so many characters; undefined where nothing of the value has room */
function partOf(value: unknown, room: number, depth: number): string | undefined {
  if (typeof value === 'string') return partOfText(value, room);
  if (Array.isArray(value)) return depth < MAX_DEPTH ? partOfList(value, room, depth) : undefined;
  if (isObject(value)) return depth < MAX_DEPTH ? partOfMembers(value, room, depth) : undefined;
  const json = JSON.stringify(value) ?? 'null';
  return json.length <= room ? json : undefined;
}

function partOfText(text: string, room: number): string | undefined {
  // No half of a character that takes two units.
  const cut = text.length > TEXT_CHARACTERS ? text.slice(0, TEXT_CHARACTERS).replace(/[\ud800-\udbff]$/, '') : text;
  const json = JSON.stringify(cut);
  return json.length <= room ? json : undefined;
}

function partOfList(list: readonly unknown[], room: number, depth: number): string | undefined {
  if (room < 2) return undefined;
  const parts: string[] = [];
  let left = room - 2;
  for (const entry of list.slice(0, MAX_LOOKED_AT)) {
    const part = partOf(entry, left - 1, depth + 1);
    if (part === undefined) continue;
    parts.push(part);
    left -= part.length + 1;
  }
  return `[${parts.join(',')}]`;
}

/** Members that are read before others, and the shorter ones first. */
function partOfMembers(object: JsonObject, room: number, depth: number): string | undefined {
  if (room < 2) return undefined;
  const parts: { at: number; json: string }[] = [];
  let left = room - 2;
  for (const { key, value, at } of inOrderOfWorth(object).slice(0, MAX_LOOKED_AT)) {
    const name = `${JSON.stringify(key)}:`;
    const part = partOf(value, left - name.length - 1, depth + 1);
    if (part === undefined) continue;
    parts.push({ at, json: name + part });
    left -= name.length + part.length + 1;
  }
  parts.sort((a, b) => a.at - b.at);
  return `{${parts.map(({ json }) => json).join(',')}}`;
}

interface Member {
  key: string;
  value: unknown;
  at: number;
  rank: number;
  size: number;
}

function inOrderOfWorth(object: JsonObject): Member[] {
  const seen = new Set<string>();
  const members = Object.entries(object).map(([key, value], at): Member => {
    const folded = foldKey(key);
    // Of several with one name, the first that says something: a key has thousands of spellings.
    const isFirst = FOLDED.has(folded) && !seen.has(folded) && value !== '' && value !== null;
    if (isFirst) seen.add(folded);
    const rank = FIRST.has(key) ? 0 : isFirst ? 1 : 2;
    return { key, value, at, rank, size: key.length + sizeOf(value) };
  });
  return members.sort((a, b) => a.rank - b.rank || a.size - b.size || a.at - b.at);
}

/** Roughly; what holds others comes last. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (Array.isArray(value)) return Number.MAX_SAFE_INTEGER;
  return isObject(value) ? Number.MAX_SAFE_INTEGER / 2 : 8;
}
