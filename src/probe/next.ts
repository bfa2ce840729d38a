/** Policy of reconnecting: the next attempt, a pure function of the earlier ones. */

import type { Attempt, AttemptPurpose, Transport } from '../domain/attempt.ts';
import { isMute } from '../domain/attempt.ts';

export interface NextAttempt {
  transport: Transport;
  purpose: AttemptPurpose;
}

/** Connections per endpoint, at most: the two transports, and one more after silence. */
export const MAX_ATTEMPTS = 3;

/** The port that dockerd's documentation gives to TLS. */
const TLS_PORT = 2376;

/** Nothing was learnt: the connection was not made, or nothing came over it. */
export function nextAttempt(attempts: readonly Attempt[], port: number): NextAttempt | undefined {
  const last = attempts.at(-1);
  if (last === undefined) return { transport: port === TLS_PORT ? 'tls' : 'plain', purpose: 'first' };
  if (attempts.length >= MAX_ATTEMPTS || last.end === 'not-permitted' || last.end === 'local-trouble') return undefined;
  const other: Transport = last.transport === 'plain' ? 'tls' : 'plain';
  const tried = attempts.some(({ transport }) => transport === other);
  if (!tried && (last.transport === 'plain' ? suggestsTls(last) : suggestsPlain(last))) {
    return { transport: other, purpose: 'other-transport' };
  }
  // To be told of the other transport is no answer yet: an engine with a dead plug-in is silent there for 15 seconds.
  if (!attempts.every((attempt) => isMute(attempt) || attempt.end === 'tls-here' || attempt.end === 'plain-here'))
    return undefined;
  if (last.purpose === 'patient' || last.purpose === 'confirm') return undefined;
  return secondTry(attempts);
}

/** After silence, a long try where a request was heard in silence; after a hang-up, one more short try. */
function secondTry(attempts: readonly Attempt[]): NextAttempt | undefined {
  const waited = attempts.find(
    ({ end, transport, tls }) => end === 'silent' && (transport === 'plain' || tls?.established === true),
  );
  if (waited !== undefined) return { transport: waited.transport, purpose: 'patient' };
  const mute = attempts.find(isMute);
  return mute && { transport: mute.transport, purpose: 'confirm' };
}

function suggestsTls({ end }: Attempt): boolean {
  return end === 'tls-here' || end === 'closed' || end === 'reset';
}

/**
 * Also after a refusal for want of a client certificate: the plain answer of a TLS port tells a Go server, such as an
 * engine, from other software. Not after a TLS handshake that succeeded.
 */
function suggestsPlain({ end, tls }: Attempt): boolean {
  if (end === 'plain-here') return true;
  if (end === 'tls-refused') return tls?.alert === undefined || wantsCertificate(tls);
  return tls?.established !== true && isMute({ end }) && end !== 'not-connected';
}

/** RFC 8446, section 6.2: 40 handshake_failure, 42 bad_certificate, 116 certificate_required. */
function wantsCertificate(tls: NonNullable<Attempt['tls']>): boolean {
  return tls.alert === 42 || tls.alert === 116 || (tls.alert === 40 && tls.keyed);
}
