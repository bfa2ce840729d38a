/** Bounded records of remote bytes and of errors. */

import type { Bytes } from '../domain/attempt.ts';
import { reasonOf } from '../domain/errors.ts';
import { tryJson } from '../domain/shape.ts';
import { JsonEnd } from '../text/json-end.ts';
import { firstObject, MAX_JSON_UNITS } from '../text/json-object.ts';
import { partOfObject } from '../text/json-part.ts';
import type { Limits } from './probe-limits.ts';

/** Kept of what is no JSON, whatever it begins like. */
const NO_JSON_BYTES = 4_096;
/** Characters kept of a JSON object that is larger than is kept whole; a genuine answer has about 2,000. */
const PART_CHARACTERS = 16_384;
/** Text that is written with more escapes than this, as control characters are, is kept as base64. */
const MOST_GROWTH = 2;
/** Shorter text stays text. */
const SHORT_CHARACTERS = 512;

/**
 * Keeps at most `cap` bytes of what a remote host sent, and 4 kB of what holds no whole JSON value: as text where they are
 * UTF-8, otherwise as base64. Of a larger JSON object the part that is judged is kept, as JSON.
 */
export function keepBytes(bytes: Buffer, cap: number, total: number = bytes.length): Bytes {
  const most = bytes.subarray(0, cap);
  const end = most.length <= NO_JSON_BYTES ? 0 : endOfJson(most);
  const part = end > MAX_JSON_UNITS ? partOfJson(most.subarray(0, end)) : undefined;
  const kept = part ?? most.subarray(0, end > MAX_JSON_UNITS ? NO_JSON_BYTES : Math.max(NO_JSON_BYTES, end));
  const text = decodeUtf8(kept, kept.length < total);
  if (text !== undefined && !growsInJson(text)) return { encoding: 'utf8', data: text, total };
  return { encoding: 'base64', data: kept.toString('base64'), total };
}

/** Behind the whole JSON object or array that the bytes begin with; 0 where there is none. */
function endOfJson(bytes: Buffer): number {
  const end = new JsonEnd().add(bytes.toString('latin1')) ?? 0;
  const start = bytes.findIndex((byte) => byte === 0x7b || byte === 0x5b);
  return end > 0 && tryJson(bytes.toString('utf8', start, end)) !== undefined ? end : 0;
}

/** Undefined for what is no object: no engine answers with anything else. */
function partOfJson(bytes: Buffer): Buffer | undefined {
  const object = firstObject(bytes.toString('utf8'), bytes.length);
  return object && Buffer.from(partOfObject(object, PART_CHARACTERS));
}

function growsInJson(text: string): boolean {
  return text.length > SHORT_CHARACTERS && JSON.stringify(text).length > MOST_GROWTH * text.length + 2;
}

/** A cut in the middle of a character does not make the rest binary: up to three bytes at the end may go. */
function decodeUtf8(bytes: Buffer, cut: boolean): string | undefined {
  for (let drop = 0; drop <= (cut ? 3 : 0) && drop <= bytes.length; drop += 1) {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, bytes.length - drop));
    } catch {
      // Not UTF-8 up to here: try a shorter piece.
    }
  }
  return undefined;
}

/** Blanks at the beginning, in bytes. */
export function blanksBefore(bytes: Buffer): number {
  const at = bytes.findIndex((byte) => byte !== 0x20 && (byte < 0x09 || byte > 0x0d));
  return at < 0 ? bytes.length : at;
}

/** The first header of that name, which is in lower case. */
export function headerIn(headers: readonly [string, string][], wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
}

/** Keeps a body: more of what begins as JSON does, without the blanks before it. @param total bytes of the body, kept or not */
export function keepBody(body: Buffer, limits: Limits, total: number = body.length): Bytes {
  const text = body.subarray(blanksBefore(body));
  const json = new JsonEnd();
  json.add(text.subarray(0, 8).toString('latin1'));
  return json.begun ? keepBytes(text, limits.json, total) : keepBytes(body, limits.kept, total);
}

/** Characters kept of all headers together. Those that tell what answers are kept whatever came before them. */
const HEADER_CHARACTERS = 8_192;
const TELLING_HEADERS = new Set([
  ...['server', 'api-version', 'ostype', 'docker-experimental', 'libpod-api-version', 'job-name', 'x-reference-id'],
  ...['content-type', 'content-length', 'transfer-encoding', 'content-encoding', 'date', 'via', 'location'],
  ...['www-authenticate', 'docker-distribution-api-version', 'portainer-agent'],
]);
const MAX_TELLING = 64;

/** Bounds headers, in their order. */
export function keepHeaders(headers: readonly [string, string][]): [string, string][] {
  let room = HEADER_CHARACTERS;
  let telling = 0;
  return headers.flatMap(([name, value]): [string, string][] => {
    const isTelling = TELLING_HEADERS.has(name.toLowerCase()) && telling < MAX_TELLING;
    if (isTelling) telling += 1;
    const most = isTelling ? 1_024 : room - name.length;
    if (name.length > 256 || most <= 0) return [];
    const kept = value.slice(0, most);
    if (!isTelling) room -= name.length + kept.length;
    return [[name, kept]];
  });
}

/** A short, single-line text of an error for the record. */
export function describeError(error: unknown): { code: string; message: string } {
  const message = reasonOf(error);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { code: code.slice(0, 80), message: message.replace(/\s+/g, ' ').trim().slice(0, 300) };
}
