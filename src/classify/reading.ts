/** The input of the rules: the most telling attempt of a record, parsed. */

import type { Attempt, HttpFacts, ProbeRecord, TlsFacts, Transport } from '../domain/attempt.ts';
import type { EngineFacts } from '../domain/engine.ts';
import { type EngineAnswer, readEngine } from './read-engine.ts';

export interface Reading {
  record: ProbeRecord;
  attempt: Attempt | undefined;
  transport: Transport;
  http: HttpFacts | undefined;
  tls: TlsFacts | undefined;
  /** Body of the response, or the raw bytes where there was none; empty if binary. */
  body: string;
  /** Names in lower case; of a header given twice, the first. */
  headers: ReadonlyMap<string, string>;
  json: Readonly<Record<string, unknown>> | undefined;
  engine: EngineFacts | undefined;
  /** Top-level keys of the engine's JSON, in the order of the wire. */
  engineKeys: readonly string[];
}

/** Ends by their evidence, least first. */
const TELLING: readonly Attempt['end'][] = [
  'not-permitted',
  'local-trouble',
  'not-connected',
  'silent',
  'closed',
  'reset',
  'plain-here',
  'tls-here',
  'tls-refused',
  'unparsable',
  'unending',
  'cut',
  'oversize',
  'answered',
];

/**
 * An answer inside TLS tells more than what the same port said of itself in plain text; why a handshake failed that offered
 * everything, more than why one failed that offered little.
 */
function isMoreTelling(next: Attempt, best: Attempt): boolean {
  // A session that only this offer leads to tells more than that the others were refused, whatever came of it.
  if (next.purpose === 'finite-field' && next.tls?.established === true && best.end === 'tls-refused') return true;
  if (next.end === best.end && next.end === 'tls-refused') return next.purpose === 'permissive';
  if (next.end === best.end) return next.tls?.established === true && best.tls === undefined;
  return TELLING.indexOf(next.end) > TELLING.indexOf(best.end);
}

export function read(record: ProbeRecord): Reading {
  const attempt = record.attempts.reduce<Attempt | undefined>(
    (best, next) => (best === undefined || isMoreTelling(next, best) ? next : best),
    undefined,
  );
  const http = attempt?.end === 'tls-here' ? undefined : attempt?.http;
  const body = textOf(http === undefined ? attempt?.raw : http.body);
  const headers = new Map<string, string>();
  for (const [name, value] of http?.headers ?? []) {
    const key = name.toLowerCase();
    if (!headers.has(key)) headers.set(key, value);
  }
  // Whatever became of the connection: a whole answer in what was kept is an answer.
  const found: EngineAnswer | undefined = readEngine(bodyOf(body, http), headers);
  return {
    record,
    attempt,
    transport: transportOf(record.attempts, attempt),
    http,
    tls: attempt?.tls,
    body,
    headers,
    json: found?.json,
    engine: found?.engine,
    engineKeys: found === undefined ? [] : Object.keys(found.json),
  };
}

/** The transport of the answer; without one, the transport that the port was seen to speak, or else the first tried. */
function transportOf(attempts: readonly Attempt[], best: Attempt | undefined): Transport {
  if (best?.end === 'plain-here') return 'plain';
  if (best?.end === 'tls-here') return 'tls';
  if (best !== undefined && TELLING.indexOf(best.end) > TELLING.indexOf('plain-here')) return best.transport;
  return attempts.some(({ tls }) => tls?.established === true) ? 'tls' : (attempts[0]?.transport ?? 'plain');
}

function textOf(bytes: { encoding: string; data: string } | undefined): string {
  if (bytes === undefined || bytes.encoding === 'utf8') return bytes?.data ?? '';
  // One bad byte must not hide an engine; anything else that is binary is no text.
  const text = Buffer.from(bytes.data, 'base64').toString('utf8');
  return /^\s*[{[]/.test(text) ? text : '';
}

/** Without a parsed response, what follows the first empty line of something that began like HTTP. */
function bodyOf(text: string, http: HttpFacts | undefined): string {
  if (http !== undefined) return text;
  if (!text.startsWith('HTTP/')) return '';
  const end = /\r?\n\r?\n/.exec(text);
  return end === null ? '' : text.slice(end.index + end[0].length);
}
