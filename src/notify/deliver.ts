/** Posts one message to one receiver: the only file that uses `fetch`, and only after the last probe of a run. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../domain/time.ts';
import type { Message } from './message.ts';
import type { Secrets } from './preset.ts';
import type { Target } from './target.ts';

/** Retries and timeouts of deliveries. Milliseconds. */
export interface RetryPolicy {
  tries: number;
  /** For one try. */
  timeout: number;
  /** Before the second try; doubled for each further one, and made uneven. */
  pause: number;
  longestPause: number;
}

/** Half a minute of pauses at most; a minute and a quarter with tries that time out. */
export const PATIENT: RetryPolicy = { tries: 5, timeout: 10_000, pause: 1_000, longestPause: 15_000 };
/** After a signal: the machine may be going down. */
export const HURRIED: RetryPolicy = { tries: 1, timeout: 2_000, pause: 0, longestPause: 0 };

export interface DeliveryOptions {
  secrets: Secrets;
  clock: Clock;
  /** 0 to 1. */
  random: () => number;
  patience: RetryPolicy;
  userAgent: string;
}

/** `to` never holds more of a URL than its origin. */
export interface Delivery {
  to: string;
  ok: boolean;
  tries: number;
  /** Empty if delivered. */
  error: string;
}

/** The part of an answer that is read. */
const MAX_ANSWER_CHARACTERS = 16_384;

/**
 * Resolves in every case: a notification that fails must not fail the run.
 * @param id the same for each try, so that a receiver that got one of them can drop the others
 */
export async function deliver(
  target: Target,
  message: Message,
  id: string,
  options: DeliveryOptions,
): Promise<Delivery> {
  const { patience, random } = options;
  for (let tries = 1; ; tries += 1) {
    const outcome = await tryOnce(target, message, id, options);
    if (outcome.ok || !outcome.again || tries >= patience.tries) {
      return { to: target.name, ok: outcome.ok, tries, error: outcome.error };
    }
    const pause = Math.max(outcome.after, patience.pause * 2 ** (tries - 1) * (0.5 + random()));
    await sleep(Math.min(patience.longestPause, pause));
  }
}

interface TryOutcome {
  ok: boolean;
  error: string;
  /** Whether trying again may help. */
  again: boolean;
  /** Milliseconds that the receiver asks for. */
  after: number;
}

async function tryOnce(
  { preset, url }: Target,
  message: Message,
  delivery: string,
  { secrets, clock, patience, userAgent }: DeliveryOptions,
): Promise<TryOutcome> {
  const secret = preset.secret === undefined ? undefined : secrets(preset.secret);
  const outgoing = preset.build(message, { url, secret, now: clock.now(), delivery });
  try {
    const response = await fetch(outgoing.url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json; charset=utf-8', 'User-Agent': userAgent, ...outgoing.headers },
      body: outgoing.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(patience.timeout),
    });
    const answer = await readSome(response);
    if (response.status >= 200 && response.status <= 299) {
      const complaint = preset.complaint?.(answer);
      const error = complaint === undefined ? '' : `refused: ${complaint}`;
      return { ok: complaint === undefined, error, again: false, after: 0 };
    }
    const again = response.status === 429 || response.status >= 500;
    const after = Number(response.headers.get('retry-after') ?? 0) * 1_000;
    return { ok: false, error: `HTTP status ${response.status}`, again, after: Number.isFinite(after) ? after : 0 };
  } catch (error) {
    return { ok: false, error: explain(error, patience), again: true, after: 0 };
  }
}

/** The beginning of an answer; the rest is not waited for. */
async function readSome(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let text = '';
  while (reader !== undefined && text.length < MAX_ANSWER_CHARACTERS) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += decoder.decode(value, { stream: true });
  }
  await reader?.cancel().catch(() => undefined);
  return text.slice(0, MAX_ANSWER_CHARACTERS);
}

/** A word for the failure. Never the error's own text, which may hold the URL. */
function explain(error: unknown, { timeout }: RetryPolicy): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${timeout / 1_000} seconds`;
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return /^[A-Z_0-9]{1,60}$/.test(code) ? `no connection (${code})` : 'no usable answer';
}
