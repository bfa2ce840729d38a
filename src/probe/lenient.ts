/**
 * Reads an HTTP response from the bytes themselves, where the HTTP client gave up or never saw an end: interim responses
 * before it, both ways of giving a length, a length that is wrong, a last chunk that is missing, lines that end in LF alone.
 * Engines answer through such software, and Docker's own client reads most of it.
 */

import type { HttpFacts } from '../domain/attempt.ts';
import { JsonEnd } from '../text/json-end.ts';
import { headerIn, keepBody, keepHeaders } from './bytes.ts';
import type { Limits } from './probe-limits.ts';
import { unpack } from './unpack.ts';

export interface LenientAnswer {
  http: HttpFacts;
  /** Everything that was announced has come, or a whole JSON value. */
  whole: boolean;
}

/** Interim responses that are skipped before the one that counts. */
const MAX_INTERIM = 100;

/** @param bytes the first bytes of the connection */
export function readLeniently(bytes: Buffer, limits: Limits): LenientAnswer | undefined {
  let text = bytes.toString('latin1').replace(/^[\r\n]+/, '');
  for (let interim = 0; interim <= MAX_INTERIM; interim += 1) {
    const end = /\r?\n\r?\n/.exec(text);
    if (end === null) return undefined;
    const head = text.slice(0, end.index);
    const status = /^HTTP\/(\d\.\d) +(\d{3})(?: ([^\r\n]*))?/.exec(head);
    if (status === null) return undefined;
    text = text.slice(end.index + end[0].length);
    const [, version = '', code = '', reason = ''] = status;
    if (code.startsWith('1')) continue;
    const headers = headersOf(head);
    const announced = bodyOf(text, headers);
    const body = isJson(announced.body) || !isJson(text) ? announced.body : text;
    const data = unpack(Buffer.from(body, 'latin1'), headers, limits.json);
    return {
      http: {
        version,
        status: Number(code),
        reason: reason.slice(0, 200),
        headers: keepHeaders(headers),
        bareLf: hasBareLf(head + end[0]),
        body: keepBody(data, limits),
      },
      whole: announced.ended || isJson(data.toString('latin1')),
    };
  }
  return undefined;
}

function isJson(text: string): boolean {
  return new JsonEnd().add(text) !== undefined;
}

/** LF alone somewhere in a head, where HTTP wants CR LF. */
export function hasBareLf(head: string): boolean {
  const end = head.search(/\r?\n\r?\n/);
  return /(?:^|[^\r])\n/.test(end < 0 ? head : head.slice(0, end + 2));
}

function headersOf(head: string): [string, string][] {
  return head
    .split(/\r?\n/)
    .slice(1)
    .flatMap((line): [string, string][] => {
      const colon = line.indexOf(':');
      return colon < 1 ? [] : [[line.slice(0, colon).trim(), line.slice(colon + 1).trim()]];
    });
}

function bodyOf(text: string, headers: readonly [string, string][]): { body: string; ended: boolean } {
  if (/chunked/i.test(headerIn(headers, 'transfer-encoding') ?? '')) {
    const chunks = joinChunks(text);
    // Some announce chunks and send none.
    return chunks.body === '' && !chunks.ended ? { body: text, ended: false } : chunks;
  }
  const announced = headerIn(headers, 'content-length') ?? '';
  const length = /^\d{1,9}$/.test(announced) ? Number(announced) : Number.NaN;
  return text.length >= length ? { body: text.slice(0, length), ended: true } : { body: text, ended: false };
}

/** RFC 9112, section 7.1. Stops at the first chunk that is none, with what was read until then. */
function joinChunks(text: string): { body: string; ended: boolean } {
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    const end = text.indexOf('\n', at);
    const size = /^([0-9a-f]{1,8})[ \t]*(?:;[^\n]*)?\r?$/i.exec(end < 0 ? '' : text.slice(at, end))?.[1];
    if (size === undefined) return { body: parts.join(''), ended: false };
    const length = Number.parseInt(size, 16);
    if (length === 0) return { body: parts.join(''), ended: true };
    parts.push(text.slice(end + 1, end + 1 + length));
    at = end + 1 + length;
    if (text.startsWith('\r\n', at)) at += 2;
    else if (text.startsWith('\n', at)) at += 1;
  }
}
