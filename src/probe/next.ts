/** Policy of reconnecting: the next attempt, a pure function of the earlier ones. */

import type { Attempt, AttemptPurpose, Transport } from '../domain/attempt.ts';
import { demandsCertificate, isMute } from '../domain/attempt.ts';

export interface NextAttempt {
  transport: Transport;
  purpose: AttemptPurpose;
}

/** Connections per endpoint, at most: the two transports, a permissive handshake, and one more after silence. */
const MAX_ORDINARY = 4;
/** With a handshake with finite-field Diffie-Hellman. */
export const MAX_ATTEMPTS = MAX_ORDINARY + 1;

/** The port that dockerd's documentation gives to TLS. */
const TLS_PORT = 2376;

/**
 * @param isSettled the answers so far say what this is: an engine, a demand for credentials, a named product
 * @param isWithheld there is to be no finite-field Diffie-Hellman
 */
export function nextAttempt(
  attempts: readonly Attempt[],
  port: number,
  isSettled: () => boolean,
  isWithheld = false,
): NextAttempt | undefined {
  const last = attempts.at(-1);
  if (last === undefined) return { transport: port === TLS_PORT ? 'tls' : 'plain', purpose: 'first' };
  if (last.end === 'not-permitted' || last.end === 'local-trouble') return undefined;
  if (!isWithheld && mayHaveFiniteField(last) && !isSettled()) return { transport: 'tls', purpose: 'finite-field' };
  const finiteField = attempts.find(({ purpose }) => purpose === 'finite-field');
  if (finiteField === undefined) return nextOrdinary(attempts, last, isSettled);
  // It has its answer, and else changes nothing in what is to be tried otherwise.
  if (isHeard(finiteField) || isSettled()) return undefined;
  const others = attempts.filter((attempt) => attempt !== finiteField);
  return nextOrdinary(others, others.at(-1) ?? last, isSettled);
}

/** RFC 5246, section 7.2.2: handshake_failure and insufficient_security, where nothing that was offered suits the server. */
const NOTHING_SUITS: readonly number[] = [40, 71];

/** Nothing in either offer suited the server, and no certificate was asked for: both leave finite-field Diffie-Hellman out. */
function mayHaveFiniteField({ purpose, end, tls }: Attempt): boolean {
  if (purpose !== 'permissive' || end !== 'tls-refused' || tls === undefined) return false;
  return NOTHING_SUITS.includes(tls.alert ?? 0) && tls.requested !== true && !demandsCertificate(tls);
}

function nextOrdinary(attempts: readonly Attempt[], last: Attempt, isSettled: () => boolean): NextAttempt | undefined {
  if (attempts.length >= MAX_ORDINARY) return undefined;
  if (isRefusedByUs(last)) return { transport: 'tls', purpose: 'permissive' };
  if (isSlow(last) && last.purpose !== 'patient' && !isSettled())
    return { transport: last.transport, purpose: 'patient' };
  if (isCutShort(last) && last.purpose !== 'confirm' && last.purpose !== 'patient' && !isSettled())
    return { transport: last.transport, purpose: 'confirm' };
  const other: Transport = last.transport === 'plain' ? 'tls' : 'plain';
  const tried = attempts.some(({ transport }) => transport === other);
  if (!tried && (last.transport === 'plain' ? suggestsTls(last, isSettled) : suggestsPlain(last)))
    return { transport: other, purpose: 'other-transport' };
  return last.purpose === 'patient' || isSettled() ? undefined : secondTry(attempts);
}

/**
 * A handshake without a session, where no certificate was asked for: the usual offer leaves out what old servers have. And one
 * after which the server hung up: the permissive handshake sees whether a certificate was asked for, and asks once more.
 */
function isRefusedByUs({ transport, end, purpose, tls }: Attempt): boolean {
  if (transport !== 'tls' || tls === undefined || purpose === 'permissive') return false;
  if (tls.established) return end === 'closed' || end === 'reset';
  return end === 'tls-refused' && !demandsCertificate(tls);
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

/** An answer that had no end within the time of a try: JSON that had begun, no body as yet, or a head that had not ended. */
export function isSlow({ end, http, raw }: Attempt): boolean {
  if (end !== 'unending') return false;
  if (http === undefined) return raw !== undefined && raw.total < SLOW_BYTES && raw.data.startsWith('HTTP/');
  return http.body.total < SLOW_BYTES && /^(?:\{|$)/.test(http.body.data);
}

/** An answer that broke off within its head, before its body, or in JSON: what comes next may be whole. */
function isCutShort({ end, http, raw }: Attempt): boolean {
  if (end !== 'cut') return false;
  return http === undefined ? raw?.data.startsWith('HTTP/') === true : /^(?:\{|$)/.test(http.body.data);
}

/** More than this within the first try is no slow answer. */
const SLOW_BYTES = 65_536;

/**
 * One more try where nothing was learnt. To be told of the other transport is no answer yet, nor are words in plain text that
 * settle nothing; a port may hang up on the first connection alone, and shake hands slowly.
 */
function secondTry(attempts: readonly Attempt[]): NextAttempt | undefined {
  if (attempts.some((attempt) => attempt.transport === 'tls' && isHeard(attempt))) return undefined;
  const isRetried = (wanted: Transport): boolean =>
    attempts.some(({ transport, purpose }) => transport === wanted && (purpose === 'patient' || purpose === 'confirm'));
  const plainWasHeard = attempts.some(isHeard);
  const mute = attempts.filter(
    (attempt) => isMute(attempt) && !isRetried(attempt.transport) && !(plainWasHeard && attempt.transport === 'plain'),
  );
  // A request that was heard in silence may be answered late: an engine with a dead plug-in takes 15 seconds.
  const waited = mute.find(
    ({ end, transport, tls }) => end === 'silent' && (transport === 'plain' || tls?.established),
  );
  const stalled = mute.find(({ end, transport }) => end === 'silent' && transport === 'tls');
  // Where both are silent, the port's own transport is given the time.
  const patient = attempts[0]?.transport === 'tls' ? (stalled ?? waited) : (waited ?? stalled);
  if (patient !== undefined) return { transport: patient.transport, purpose: 'patient' };
  return mute[0] && { transport: mute[0].transport, purpose: 'confirm' };
}

function isHeard(attempt: Attempt): boolean {
  return !isMute(attempt) && !HINTS.includes(attempt.end);
}

const HINTS: readonly Attempt['end'][] = ['tls-here', 'plain-here', 'tls-refused'];
