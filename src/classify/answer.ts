/** The HTTP answer of one attempt, as the rules read it. */

import type { Attempt, Bytes } from '../model.ts';

export interface Answer {
  status: number;
  /** `1.0` or `1.1`. */
  version: string;
  /** In the order and case of the wire. */
  headers: readonly (readonly [name: string, value: string])[];
  body: string;
  /** Read by us from bytes that the HTTP parser refused. */
  loose: boolean;
  bareLf: boolean;
}

/** The exact words of Go's `net/http` to a client that speaks plain HTTP to its TLS port. */
const GO_TLS_HERE = 'Client sent an HTTP request to an HTTPS server.';
const TLS_HERE = [
  GO_TLS_HERE,
  'The plain HTTP request was sent to HTTPS port', // nginx
  'speaking plain HTTP to an SSL-enabled server port', // Apache
];

/** What comes after the text that a search needs is not searched. */
const SEARCHED = 8_192;

export function decode(bytes: Bytes): string {
  return bytes.encoding === 'utf8' ? bytes.data : Buffer.from(bytes.data, 'base64').toString('utf8');
}

/** The bytes that were no HTTP response, one character each. */
export function rawText(attempt: Attempt | undefined): string {
  const raw = attempt?.raw;
  if (raw === undefined) return '';
  return raw.encoding === 'utf8' ? raw.data : Buffer.from(raw.data, 'base64').toString('latin1');
}

/** @returns undefined where the attempt ended without anything that looks like an HTTP response */
export function readAnswer(attempt: Attempt): Answer | undefined {
  const { http } = attempt;
  if (http === undefined) return readLoosely(rawText(attempt));
  const { status, version, headers, bareLf } = http;
  return { status, version, headers, body: decode(http.body), loose: false, bareLf };
}

/** Reads a response that a strict parser refuses, such as one with bare line feeds. */
function readLoosely(raw: string): Answer | undefined {
  const start = /^HTTP\/(\d\.\d) (\d{3})\b/.exec(raw);
  if (start === null) return undefined;
  const gap = /\r?\n\r?\n/.exec(raw);
  const head = raw.slice(0, gap?.index ?? raw.length);
  const headers = head
    .split(/\r?\n/)
    .slice(1, 101)
    .map((line): [string, string] => {
      const colon = line.indexOf(':');
      return colon < 0 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1).trim()];
    });
  return {
    status: Number(start[2]),
    version: start[1] ?? '',
    headers,
    body: gap === null ? '' : raw.slice(gap.index + gap[0].length),
    loose: true,
    bareLf: /(?:^|[^\r])\n/.test(head + (gap?.[0] ?? '')),
  };
}

/** The first header of that name, whatever its case; empty where there is none. */
export function header(answer: Answer | undefined, name: string): string {
  return answer?.headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? '';
}

export function hasHeader(answer: Answer | undefined, name: string): boolean {
  return answer?.headers.some(([key]) => key.toLowerCase() === name) ?? false;
}

export function bodyIncludes(answer: Answer | undefined, words: string): boolean {
  return answer?.body.slice(0, SEARCHED).includes(words) ?? false;
}

/** A body in a coding that we asked not to be used. */
export function isEncoded(answer: Answer): boolean {
  const coding = header(answer, 'content-encoding').trim().toLowerCase();
  return coding !== '' && coding !== 'identity';
}

/** Two different statements of where the body ends: nobody honest writes both (RFC 9112, section 6.2). */
export function hasTwoLengths(answer: Answer): boolean {
  return hasHeader(answer, 'content-length') && hasHeader(answer, 'transfer-encoding');
}

/** A plain request was told, in HTTP or by a TLS alert record, that this port speaks TLS. */
export function saysTlsHere(attempt: Attempt, answer: Answer | undefined): boolean {
  if (attempt.transport !== 'plain') return false;
  if (answer === undefined) return rawText(attempt).startsWith('\x15\x03');
  return answer.status === 400 && TLS_HERE.some((words) => bodyIncludes(answer, words));
}

/** The 76 bytes that any Go server gives: an HTTP/1.0 status line, no header at all, and one sentence. */
export function isGoTlsReply(answer: Answer | undefined): boolean {
  return answer?.status === 400 && answer.headers.length === 0 && answer.body.trim() === GO_TLS_HERE;
}
