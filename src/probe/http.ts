/** One `GET /version` over a connection that is already open. */

import { Client, type Dispatcher } from 'undici';
import { formatHostPort } from '../domain/address.ts';
import type { AttemptEnd, HttpFacts } from '../domain/attempt.ts';
import { errorCode } from '../domain/errors.ts';
import type { Timer } from '../domain/time.ts';
import { keepBytes } from './bytes.ts';
import type { Limits } from './probe-limits.ts';
import type { Tap } from './tap.ts';

export interface VersionRequest {
  address: string;
  port: number;
  userAgent: string;
}

export interface Exchange {
  end: AttemptEnd;
  http?: HttpFacts;
  error?: Error;
}

/** Milliseconds: bytes that came this recently mean that the other side is still sending. */
const STILL_SENDING_MS = 3_000;

/** Asks once and reads within the limits. Never rejects: every failure is an `end`. The tap is left open. */
export async function requestVersion(
  tap: Tap,
  request: VersionRequest,
  limits: Limits,
  clock: Timer,
): Promise<Exchange> {
  const host = formatHostPort(request.address, request.port);
  let given = false;
  const client = new Client(`http://${host}`, {
    // The connection exists already, and there is only this one: a client that wants another is refused.
    connect: (_options, done) => {
      const refused = given;
      // Not at once: undici sends nothing on a connection that it is given before its connector returns.
      queueMicrotask(() => (refused ? done(new Error('one connection only'), null) : done(null, tap as never)));
      given = true;
    },
    maxHeaderSize: limits.head,
    // Our own clock ends the request: see below.
    headersTimeout: 0,
    bodyTimeout: 0,
    pipelining: 1,
  });
  const response = new ResponseReader(tap, limits);
  const timers = [
    setTimeout(() => {
      if (tap.total === 0) response.stop('silent', `no answer within ${limits.firstByte} ms`);
    }, limits.firstByte),
    setTimeout(() => {
      const sending = tap.lastByteAt !== undefined && clock.ticks() - tap.lastByteAt < STILL_SENDING_MS;
      response.stop(sending ? 'unending' : response.started ? 'cut' : 'unparsable', `no end within ${limits.total} ms`);
    }, limits.total),
  ];
  client.dispatch(
    {
      method: 'GET',
      path: '/version',
      headers: ['Host', host, 'User-Agent', request.userAgent, 'Accept-Encoding', 'identity', 'Connection', 'close'],
    },
    response,
  );
  try {
    return await response.finished;
  } finally {
    for (const timer of timers) clearTimeout(timer);
    await client.destroy();
  }
}

/** Collects one response and its end. */
class ResponseReader implements Dispatcher.DispatchHandler {
  readonly finished: Promise<Exchange>;
  started = false;
  private readonly tap: Tap;
  private readonly limits: Limits;
  private readonly parts: Buffer[] = [];
  private kept = 0;
  private bodyTotal = 0;
  private announced = Number.NaN;
  private facts: Omit<HttpFacts, 'body'> | undefined;
  private resolve: (exchange: Exchange) => void = () => undefined;

  constructor(tap: Tap, limits: Limits) {
    this.tap = tap;
    this.limits = limits;
    this.finished = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  /** Undici tells the new handlers from the old ones by this method. */
  onRequestStart(): void {
    // Nothing to prepare: the request is on its way.
  }

  stop(end: AttemptEnd, message: string): void {
    this.finish(end, new Error(message));
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: Record<string, string | string[] | undefined>,
    reason?: string,
  ): void {
    if (status < 200) return;
    this.started = true;
    const headers = pairs(controller.rawHeaders);
    const head = this.tap.head.toString('latin1');
    const version = /^HTTP\/(\d\.\d)/.exec(head)?.[1] ?? '';
    const length = headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1];
    this.announced = length === undefined ? Number.NaN : Number(length);
    this.facts = { version, status, reason: (reason ?? '').slice(0, 200), headers, bareLf: hasBareLf(head) };
    if (this.announced > this.limits.body) this.stop('oversize', `announced ${this.announced} bytes`);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.bodyTotal += chunk.length;
    if (this.kept < this.limits.body) {
      const part = chunk.subarray(0, this.limits.body - this.kept);
      this.parts.push(part);
      this.kept += part.length;
    }
    if (this.bodyTotal > this.limits.excess) this.stop('unending', `more than ${this.limits.excess} bytes`);
  }

  onResponseEnd(): void {
    const tooLong = this.bodyTotal > this.limits.body;
    if (tooLong) this.stop('oversize', `${this.bodyTotal} bytes`);
    else this.finish('answered');
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.finish(this.started ? 'cut' : endWithoutResponse(this.tap, error), this.tap.failure ?? error);
  }

  private finish(end: AttemptEnd, error?: Error): void {
    const body = Buffer.concat(this.parts);
    const cap = looksLikeJson(body) ? this.limits.body : this.limits.kept;
    const http = this.facts && { ...this.facts, body: keepBytes(body, cap, this.bodyTotal) };
    this.resolve({ end, ...(http && { http }), ...(error && { error }) });
  }
}

function endWithoutResponse(tap: Tap, error: Error): AttemptEnd {
  if (tap.total === 0) {
    const code = errorCode(tap.failure);
    if (code === 'ECONNRESET' || code === 'EPIPE') return 'reset';
    return tap.failure === undefined ? 'closed' : 'tls-refused';
  }
  if (errorCode(error) === 'UND_ERR_HEADERS_OVERFLOW') return 'unending';
  const ended = tap.ended || tap.failure !== undefined;
  return ended && error.name !== 'HTTPParserError' && tap.head.subarray(0, 5).toString('latin1') === 'HTTP/'
    ? 'cut'
    : 'unparsable';
}

function pairs(raw: readonly (Buffer | string)[] | Record<string, unknown> | null | undefined): [string, string][] {
  if (!Array.isArray(raw)) return [];
  const text = (value: Buffer | string | undefined): string =>
    value === undefined ? '' : typeof value === 'string' ? value : value.toString('latin1');
  const headers: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) headers.push([text(raw[i]), text(raw[i + 1])]);
  return headers;
}

function hasBareLf(head: string): boolean {
  const end = head.search(/\r?\n\r?\n/);
  return /(?:^|[^\r])\n/.test(end < 0 ? head : head.slice(0, end + 2));
}

function looksLikeJson(body: Buffer): boolean {
  return /^\s*[{[]/.test(body.subarray(0, 64).toString('latin1'));
}
