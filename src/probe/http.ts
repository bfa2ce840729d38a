/** One `GET /version` over a connection that is already open. */

import { Client, type Dispatcher } from 'undici';
import { formatHostPort } from '../domain/address.ts';
import type { AttemptEnd, HttpFacts } from '../domain/attempt.ts';
import { errorCode } from '../domain/errors.ts';
import type { Timer } from '../domain/time.ts';
import { JsonEnd } from '../text/json-end.ts';
import { blanksBefore, headerIn, keepBody, keepHeaders } from './bytes.ts';
import { startDeadline } from './deadline.ts';
import { hasBareLf } from './lenient.ts';
import type { Limits } from './probe-limits.ts';
import type { Tap } from './tap.ts';
import { unpack } from './unpack.ts';

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

/** Given to the client at its end: it would make an error of its own each time, with a stack that takes longer than the rest. */
const OVER = new Error('the exchange is over');

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
  const response = new ResponseReader(tap, limits, clock);
  const cancels = [
    startDeadline(limits.firstByte, clock, () => {
      if (tap.total === 0) response.stop('silent', `no answer within ${limits.firstByte} ms`);
    }),
    // One word for bytes without an end, however late the last of them came: it must not depend on load.
    startDeadline(limits.total, clock, () => response.stop('unending', `no end within ${limits.total} ms`)),
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
    for (const cancel of cancels) cancel();
    response.close();
    await client.destroy(OVER);
  }
}

/** Pieces of a body that are read: chunks of one byte cost a thousand times what their bytes do. */
const MOST_PIECES = 8_192;

/** Collects one response and its end. */
class ResponseReader implements Dispatcher.DispatchHandler {
  readonly finished: Promise<Exchange>;
  private readonly tap: Tap;
  private readonly limits: Limits;
  private readonly clock: Timer;
  private readonly json = new JsonEnd();
  private readonly parts: Buffer[] = [];
  private kept = 0;
  private pieces = 0;
  private bodyTotal = 0;
  private announced = Number.NaN;
  private isWhole = false;
  /** What comes afterwards changes nothing, and must not be worked through again. */
  private isOver = false;
  private cancelGrace: () => void = () => undefined;
  private facts: Omit<HttpFacts, 'body'> | undefined;
  private resolve: (exchange: Exchange) => void = () => undefined;

  constructor(tap: Tap, limits: Limits, clock: Timer) {
    this.tap = tap;
    this.limits = limits;
    this.clock = clock;
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

  close(): void {
    this.cancelGrace();
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: Record<string, string | string[] | undefined>,
    reason?: string,
  ): void {
    if (status < 200) return;
    const headers = keepHeaders(pairs(controller.rawHeaders));
    const head = this.tap.head.toString('latin1');
    const length = headerIn(headers, 'content-length');
    this.announced = length === undefined ? Number.NaN : Number(length);
    const version = /^HTTP\/(\d\.\d)/.exec(head)?.[1] ?? '';
    this.facts = { version, status, reason: (reason ?? '').slice(0, 200), headers, bareLf: hasBareLf(head) };
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.isOver) return;
    this.bodyTotal += chunk.length;
    this.pieces += 1;
    if (this.pieces > MOST_PIECES) {
      this.stop('unending', `more than ${MOST_PIECES} pieces`);
      return;
    }
    // Blanks before the body take no room from it.
    const text = this.kept === 0 ? chunk.subarray(blanksBefore(chunk)) : chunk;
    const most = this.json.begun || this.kept === 0 ? this.limits.json : this.limits.body;
    if (this.kept < most) {
      const part = text.subarray(0, most - this.kept);
      this.parts.push(part);
      this.kept += part.length;
      if (!this.isWhole && this.json.add(part.toString('latin1')) !== undefined) this.waitForEnd();
    }
    // JSON, and blanks before it, have the bound of the connection.
    if (this.kept === 0 || this.json.begun) return;
    const { body, excess } = this.limits;
    if (this.bodyTotal > excess) this.stop('unending', `more than ${excess} bytes`);
    else if (this.announced > body) this.stop('oversize', `announced ${this.announced} bytes`);
  }

  /** A whole JSON value is enough to judge by; its connection is given a moment to end in order. */
  private waitForEnd(): void {
    this.isWhole = true;
    const { grace } = this.limits;
    this.cancelGrace = startDeadline(grace, this.clock, () =>
      this.stop('answered', `the answer was whole, and had no end within ${grace} ms`),
    );
  }

  onResponseEnd(): void {
    const { body, json } = this.limits;
    const tooLong = this.bodyTotal > (this.json.begun ? json : body) && !this.isWhole;
    if (this.tap.exhausted) this.stop('unending', `more than ${this.tap.total} bytes`);
    else if (tooLong) this.stop('oversize', `${this.bodyTotal} bytes`);
    else this.finish('answered');
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const began = this.facts !== undefined;
    const end = this.tap.exhausted ? 'unending' : began ? 'cut' : endWithoutResponse(this.tap, error);
    this.finish(end, this.tap.failure ?? error);
  }

  private finish(end: AttemptEnd, error?: Error): void {
    if (this.isOver) return;
    this.isOver = true;
    if (this.tap.isAbandoned) {
      this.resolve({ end });
      return;
    }
    const body = unpack(Buffer.concat(this.parts), this.facts?.headers ?? [], this.limits.json);
    const http = this.facts && { ...this.facts, body: keepBody(body, this.limits, this.bodyTotal) };
    this.resolve({
      end: this.isWhole ? 'answered' : this.announced > this.limits.excess ? 'oversize' : end,
      ...(http && { http }),
      ...(error && { error }),
    });
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
