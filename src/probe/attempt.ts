/** One connection to one endpoint, from the dial to the facts. */

import type { Attempt, AttemptPurpose, Bytes, TlsFacts, Transport } from '../domain/attempt.ts';
import type { Permit } from '../domain/scope.ts';
import { isoNow, type Timer } from '../domain/time.ts';
import { wholeJson } from '../text/json-end.ts';
import type { ProbeBudget } from './budget.ts';
import { describeError, keepBytes } from './bytes.ts';
import { dial, withAlert } from './dial.ts';
import { type Exchange, requestVersion } from './http.ts';
import { readLeniently } from './lenient.ts';
import type { Limits } from './probe-limits.ts';
import { Tap } from './tap.ts';
import { alertNumber } from './tls.ts';
import type { TlsOffer } from './tls-offers.ts';
import type { Turns } from './turns.ts';

export interface AttemptRequest {
  address: string;
  port: number;
  transport: Transport;
  purpose: AttemptPurpose;
  userAgent: string;
  limits: Limits;
}

export interface AttemptContext {
  budget?: ProbeBudget;
  permit: Permit;
  clock: Timer;
  signal: AbortSignal;
  turns: Turns;
}

/** Never rejects, unless the run was stopped. */
export async function attempt(
  request: AttemptRequest,
  { permit, clock, signal, budget, turns }: AttemptContext,
): Promise<Attempt> {
  const { limits, purpose, transport } = request;
  const started = clock.ticks();
  const at = isoNow(clock);
  const close = (rest: Omit<Attempt, 'purpose' | 'transport' | 'at' | 'elapsed'>): Attempt => ({
    purpose,
    transport,
    at,
    elapsed: Math.round(clock.ticks() - started),
    ...rest,
  });

  const target = { ...request, offer: offerOf(purpose) };
  const dialled = await dial(target, permit, limits, clock, signal);
  signal.throwIfAborted();
  if (dialled.stream === undefined) {
    return close({ end: dialled.end, error: describeError(dialled.error), ...(dialled.tls && { tls: dialled.tls }) });
  }

  const tap = new Tap(
    dialled.stream,
    { keep: limits.bytes, most: limits.bytes },
    { clock, turns },
    (came, total) => budget?.receive(request.address, came, total) === true,
  );
  const asked = clock.ticks();
  const abandon = (): void => tap.abandon();
  signal.addEventListener('abort', abandon, { once: true });
  try {
    const heard = await requestVersion(tap, request, limits, clock);
    signal.throwIfAborted();
    const exchange = await hear(tap, heard, limits, { clock, turns, signal });
    signal.throwIfAborted();
    const end = saysTls(tap, exchange) ? 'tls-here' : dialled.isFlooded() ? 'unending' : exchange.end;
    return close({ ...facts(tap, dialled.tls, exchange, end, asked), ...rawOf(tap, exchange, limits) });
  } finally {
    signal.removeEventListener('abort', abandon);
    budget?.release(tap.total);
    tap.close();
  }
}

function offerOf(purpose: AttemptPurpose): TlsOffer {
  return purpose === 'permissive' || purpose === 'finite-field' ? purpose : 'usual';
}

function facts(
  tap: Tap,
  tls: TlsFacts | undefined,
  { http, error }: Exchange,
  end: Attempt['end'],
  asked: number,
): Omit<Attempt, 'purpose' | 'transport' | 'at' | 'elapsed'> {
  const refused = tls !== undefined && http === undefined && alertNumber(tap.failure) !== undefined;
  return {
    end: refused ? 'tls-refused' : end,
    ...(tap.firstByteAt !== undefined && { firstByte: Math.round(tap.firstByteAt - asked) }),
    ...(tls && { tls: withAlert(tls, tap.failure) }),
    ...(http && { http }),
    ...(error && { error: describeError(error) }),
  };
}

/** Answers of web servers and Go to a client that speaks plain HTTP to their TLS port. */
const TLS_HERE = [
  'Client sent an HTTP request to an HTTPS server', // Go
  'The plain HTTP request was sent to HTTPS port', // nginx
  'speaking plain HTTP to an SSL-enabled server port', // Apache
];

/** Either in words, or by a TLS alert record (type 21, version 3.x) in answer to plain HTTP. */
function saysTls(tap: Tap, { http }: Exchange): boolean {
  if (http !== undefined) return http.status === 400 && TLS_HERE.some((words) => http.body.data.includes(words));
  return tap.head[0] === 0x15 && tap.head[1] === 0x03;
}

/** The exchange, read from the bytes themselves where the HTTP client gave up or met no end. */
async function hear(
  tap: Tap,
  exchange: Exchange,
  limits: Limits,
  { clock, turns, signal }: Pick<AttemptContext, 'clock' | 'turns' | 'signal'>,
): Promise<Exchange> {
  if (tap.total === 0 || (exchange.end === 'answered' && !isCutJson(exchange))) return exchange;
  const isInterim = /^HTTP\/\d\.\d 1\d\d/.test(tap.head.subarray(0, 12).toString('latin1'));
  const ms = isInterim ? limits.total : limits.linger;
  const heard = exchange.end === 'unparsable' ? await listenOn(tap, limits, ms, clock) : exchange.end;
  // An interim answer promises another one.
  const end = isInterim && !tap.ended && tap.failure === undefined ? 'unending' : heard;
  await turns.next();
  signal.throwIfAborted();
  const read = readLeniently(tap.head, limits);
  if (read === undefined) return { ...exchange, end };
  if (read.whole) return { ...exchange, end: isCutJson(read) ? 'cut' : 'answered', http: read.http };
  // Headers alone may tell what it is. Where the end of the connection is that of the answer, JSON tells whether it was cut.
  return {
    ...exchange,
    end: end === 'unparsable' || end === 'answered' ? 'cut' : end,
    http: exchange.http ?? read.http,
  };
}

/** JSON of which the announced length left out the end, where there was something to tell. */
function isCutJson({ http }: Pick<Exchange, 'http'>): boolean {
  const text = http?.body.data ?? '';
  return http !== undefined && http.status < 300 && text.startsWith('{') && wholeJson(text) === undefined;
}

/** A greeting is over after this share of the time for which such a port is listened to. */
const GREETING_SHARE = 1 / 6;

/** Some services greet and wait, others never stop: telling them apart takes a moment more. */
async function listenOn(tap: Tap, limits: Limits, ms: number, clock: Timer): Promise<'unending' | 'unparsable'> {
  const begun = clock.ticks();
  let looked = 0;
  const isWhole = (): boolean => {
    // Not at each byte: reading again what has come takes time.
    if (tap.total < looked * 1.25 + 1) return false;
    looked = tap.total;
    return readLeniently(tap.head, limits)?.whole === true;
  };
  await tap.drain(ms, clock, isWhole);
  const goesOn =
    !tap.ended && tap.failure === undefined && (tap.lastByteAt ?? 0) > begun + limits.linger * GREETING_SHARE;
  return tap.exhausted || goesOn ? 'unending' : 'unparsable';
}

function rawOf(tap: Tap, exchange: Exchange, limits: Limits): { raw?: Bytes } {
  if (exchange.http !== undefined || tap.total === 0) return {};
  return { raw: keepBytes(tap.head, limits.kept, tap.total) };
}
