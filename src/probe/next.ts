/** Policy of reconnecting: the next attempt, a pure function of the earlier ones. */

import type { Attempt, AttemptPurpose, Transport } from '../domain/attempt.ts';
import { demandsCertificate, isMute } from '../domain/attempt.ts';

export interface NextAttempt {
  transport: Transport;
  purpose: AttemptPurpose;
}

/** Connections per endpoint, at most: the two transports, a permissive handshake, and one more after silence. */
export const MAX_ATTEMPTS = 4;

/** The port that dockerd's documentation gives to TLS. */
const TLS_PORT = 2376;

/** @param isSettled the answers so far say what this is: an engine, a demand for credentials, a named product */
export function nextAttempt(
  attempts: readonly Attempt[],
  port: number,
  isSettled: () => boolean,
): NextAttempt | undefined {
  const last = attempts.at(-1);
  if (last === undefined) return { transport: port === TLS_PORT ? 'tls' : 'plain', purpose: 'first' };
  if (attempts.length >= MAX_ATTEMPTS || last.end === 'not-permitted' || last.end === 'local-trouble') return undefined;
  if (isRefusedByUs(last)) return { transport: 'tls', purpose: 'permissive' };
  if (isSlowJson(last) && last.purpose !== 'patient' && !isSettled())
    return { transport: last.transport, purpose: 'patient' };
  const other: Transport = last.transport === 'plain' ? 'tls' : 'plain';
  const tried = attempts.some(({ transport }) => transport === other);
  if (!tried && (last.transport === 'plain' ? suggestsTls(last, isSettled) : suggestsPlain(last)))
    return { transport: other, purpose: 'other-transport' };
  if (last.purpose === 'patient' || last.purpose === 'confirm') return undefined;
  return secondTry(attempts);
}

/** A handshake without a session, where no certificate was asked for: the usual offer leaves out what old servers have. */
function isRefusedByUs({ transport, end, purpose, tls }: Attempt): boolean {
  if (transport !== 'tls' || end !== 'tls-refused' || purpose === 'permissive') return false;
  return tls !== undefined && !tls.established && !demandsCertificate(tls);
}

/**
 * Words in plain text may come from a TLS port: whatever is neither an engine nor a demand for credentials nor a named
 * product is worth one ClientHello, and so is silence.
 */
function suggestsTls({ end }: Attempt, isSettled: () => boolean): boolean {
  return end !== 'not-connected' && !isSettled();
}

/**
 * Also after a refusal for want of a client certificate: the plain answer of a TLS port tells a Go server, such as an
 * engine, from other software. Not after a TLS handshake that succeeded.
 */
function suggestsPlain({ end, tls }: Attempt): boolean {
  if (end === 'plain-here') return true;
  if (end === 'tls-refused') return tls?.alert === undefined || demandsCertificate(tls);
  return tls?.established !== true && isMute({ end }) && end !== 'not-connected';
}

/** An answer that had no end within the time of a first try, with JSON that had begun or no body as yet. */
function isSlowJson({ end, http }: Attempt): boolean {
  return end === 'unending' && http !== undefined && /^(?:\{|$)/.test(http.body.data) && http.body.total < SLOW_BYTES;
}

/** More than this within the first try is no slow answer. */
const SLOW_BYTES = 65_536;

/**
 * One more try where nothing was learnt. To be told of the other transport is no answer yet, and a refused handshake on a
 * port that hung up on plain text is none: it may hang up on the first request alone.
 */
function secondTry(attempts: readonly Attempt[]): NextAttempt | undefined {
  const heard = attempts.some((attempt) => !isMute(attempt) && !HINTS.includes(attempt.end));
  const mute = attempts.filter(isMute);
  if (heard || mute.length === 0) return undefined;
  // A request that was heard in silence may be answered late: an engine with a dead plug-in takes 15 seconds.
  const waited = mute.find(
    ({ end, transport, tls }) => end === 'silent' && (transport === 'plain' || tls?.established),
  );
  // A stalled handshake says more of a port than a hang-up on plain text.
  const stalled = mute.find(({ end, transport }) => end === 'silent' && transport === 'tls');
  const hungUp = attempts.some(({ end, transport }) => transport === 'plain' && (end === 'closed' || end === 'reset'));
  if (waited !== undefined) return { transport: waited.transport, purpose: 'patient' };
  if (stalled !== undefined && hungUp) return { transport: 'tls', purpose: 'patient' };
  return mute[0] && { transport: mute[0].transport, purpose: 'confirm' };
}

const HINTS: readonly Attempt['end'][] = ['tls-here', 'plain-here', 'tls-refused'];
