/**
 * Opens the connections of the probe. Nothing else in this folder opens a socket, so this is where the scope is asked.
 */

import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type TLSSocket, connect as tlsConnect } from 'node:tls';
import type { AttemptEnd, TlsFacts, Transport } from '../domain/attempt.ts';
import { errorCode } from '../domain/errors.ts';
import type { Permit } from '../domain/scope.ts';
import { afterOwnErrors, stateOfError } from '../domain/system-errors.ts';
import type { Timer } from '../domain/time.ts';
import { startDeadline } from './deadline.ts';
import { FlightReader, readAlong } from './flight.ts';
import type { Limits } from './probe-limits.ts';
import { RecordMeter } from './records.ts';
import { alertNumber, readTls, saysPlain } from './tls.ts';
import { TLS_OFFERS, type TlsOffer } from './tls-offers.ts';

export interface DialTarget {
  address: string;
  port: number;
  transport: Transport;
  /** The usual one, unless told otherwise. */
  offer?: TlsOffer;
}

/** A connection that is ready for a request, or why there is none. `tls` is present wherever a handshake was tried. */
export type Dialled =
  | { stream: Duplex; tls?: TlsFacts; isFlooded: () => boolean }
  | { stream?: undefined; tls?: TlsFacts; end: AttemptEnd; error: Error };

type Shaken = { stream: Duplex; tls: TlsFacts } | { stream?: undefined; tls: TlsFacts; end: AttemptEnd; error: Error };

/** Rejects only when the run was stopped before the dial. */
export async function dial(
  target: DialTarget,
  permit: Permit,
  limits: Limits,
  clock: Timer,
  signal: AbortSignal,
): Promise<Dialled> {
  signal.throwIfAborted();
  if (!permit(target.address, target.port)) {
    return { end: 'not-permitted', error: new Error('the address or port is outside the authorised scope') };
  }
  const socket = connect({ host: target.address, port: target.port, autoSelectFamily: false, noDelay: true });
  const abort = (): void => void socket.destroy();
  signal.addEventListener('abort', abort, { once: true });
  socket.once('close', () => signal.removeEventListener('abort', abort));
  const failed = await connected(socket, limits.connect, clock);
  if (failed !== undefined) return failed;
  // In plain text every byte reaches the reader, which counts them.
  if (target.transport === 'plain') return { stream: socket, isFlooded: () => false };
  const isOver = watchBytes(socket, limits.bytes);
  const records = new RecordMeter(socket);
  const shaken = await handshake(records, target, limits.handshake, clock);
  const isFlooded = (): boolean => records.isFlooded || isOver();
  if (shaken.stream !== undefined) return { ...shaken, isFlooded };
  return isFlooded() ? { ...shaken, end: 'unending' } : shaken;
}

/** Milliseconds between two looks at what came in below TLS: tickets, key updates and empty records reach no reader. */
const LOOK_MS = 50;

/** Closes a connection over which more came than is read. @returns whether it did */
function watchBytes(socket: Socket, most: number): () => boolean {
  let isOver = false;
  const timer = setInterval(() => {
    if (socket.bytesRead <= most) return;
    isOver = true;
    socket.destroy();
  }, LOOK_MS);
  socket.once('close', () => clearInterval(timer));
  return () => isOver;
}

function connected(
  socket: Socket,
  timeout: number,
  clock: Timer,
): Promise<Extract<Dialled, { end: AttemptEnd }> | undefined> {
  return new Promise((resolve) => {
    let atOnce = true;
    afterOwnErrors(() => {
      atOnce = false;
    });
    const cancel = startDeadline(timeout, clock, () => {
      socket.destroy();
      resolve({ end: 'not-connected', error: new Error(`no connection within ${timeout} ms`) });
    });
    socket.on('error', (error) => {
      const { state } = stateOfError(errorCode(error), atOnce);
      // "open" is a connection that was accepted and reset before it could be used.
      resolve({ end: state === 'not-tested' ? 'local-trouble' : state === 'open' ? 'reset' : 'not-connected', error });
    });
    socket.once('connect', () => resolve(undefined));
    socket.once('close', () => {
      cancel();
      resolve({ end: 'closed', error: new Error('closed before it was connected') });
    });
    socket.once('connect', cancel);
  });
}

/**
 * Shakes hands and takes any certificate: who the server is matters less than whether it lets us in.
 *
 * The version is negotiated, not pinned: some servers stop at 1.2, and only 1.3 has an alert of its own for a missing
 * client certificate.
 */
function handshake(
  records: RecordMeter,
  { offer = 'usual' }: DialTarget,
  timeout: number,
  clock: Timer,
): Promise<Shaken> {
  return new Promise((resolve) => {
    let keyed = false;
    let established = false;
    const flight = new FlightReader(offer === 'finite-field');
    const through = offer === 'usual' ? records.stream : readAlong(records.stream, flight);
    const tls: TLSSocket = tlsConnect({ ...TLS_OFFERS[offer], socket: through });
    records.watch(() => tls.bytesRead);
    const factsOf = (facts: TlsFacts): TlsFacts => ({ ...facts, ...(flight.requested && { requested: true }) });
    const cancel = startDeadline(timeout, clock, () => {
      tls.destroy();
      const error = new Error(`no TLS handshake within ${timeout} ms`);
      resolve({ tls: factsOf({ ...NO_TLS, keyed }), end: 'silent', error });
    });
    tls.on('keylog', () => {
      keyed = true;
    });
    tls.once('secureConnect', () => {
      cancel();
      established = true;
      resolve({ stream: tls, tls: factsOf(readTls(tls, true, keyed)) });
    });
    tls.on('error', (error: Error) => {
      if (established) return;
      cancel();
      resolve({ tls: factsOf(withAlert(readTls(tls, false, keyed), error)), end: endOfHandshake(error), error });
      tls.destroy();
    });
    tls.once('close', () => {
      cancel();
      const error = new Error('closed during the TLS handshake');
      resolve({ tls: factsOf({ ...NO_TLS, keyed }), end: 'closed', error });
    });
  });
}

const NO_TLS: TlsFacts = { established: false, keyed: false, protocol: '', cipher: '' };

export function withAlert(facts: TlsFacts, error: Error | undefined): TlsFacts {
  const alert = alertNumber(error);
  return alert === undefined ? facts : { ...facts, alert };
}

function endOfHandshake(error: Error): AttemptEnd {
  if (alertNumber(error) !== undefined) return 'tls-refused';
  const code = errorCode(error);
  // Node reports a FIN during the handshake as ECONNRESET with this sentence.
  if (/disconnected before secure TLS connection/.test(error.message)) return 'closed';
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'reset';
  return saysPlain(error) ? 'plain-here' : 'tls-refused';
}
