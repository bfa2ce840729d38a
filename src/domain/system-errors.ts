/** System errors of connection attempts: what they say of the far side, and when to try again. */

import { nextTick } from 'node:process';
import type { SweepState } from './endpoint.ts';

/** Meaning of system errors of connection attempts. Sources: connect(2), tcp(7), ip(7). */
const MEANINGS: Readonly<Record<string, SweepState>> = {
  // The other side, or a router on the way, said no.
  ECONNREFUSED: 'closed',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENONET: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENOPROTOOPT: 'unreachable',
  // ICMPv6 "prohibited" (net/ipv6/icmp.c).
  EACCES: 'unreachable',
  // The kernel gave up waiting for an answer.
  ETIMEDOUT: 'filtered',
  // Accepted, then reset before we had a look: the port is open.
  ECONNRESET: 'open',
};

/** Network errors that this machine can also give by itself, because it has no route. */
const ROUTE_ERRORS = new Set(['EHOSTUNREACH', 'ENETUNREACH']);

/**
 * The state that a system error stands for. Every error that is not known to come from the network is local trouble and reads
 * `not-tested`: a lack of descriptors, ports, buffers or permission says nothing about the other side.
 *
 * @param atOnce the call failed without a packet's round trip, so that "unreachable" is this machine's own routing table
 */
export function stateOfError(code: string, atOnce: boolean): { state: SweepState; reason: string } {
  if (atOnce && ROUTE_ERRORS.has(code)) return { state: 'not-tested', reason: 'no-route' };
  if (atOnce && code === 'EACCES') return { state: 'not-tested', reason: code };
  return { state: MEANINGS[code] ?? 'not-tested', reason: code || 'unknown' };
}

/** Shortages of this machine pass by waiting; a cable that was pulled may be put back; a ban stays. */
const SHORTAGES = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EAGAIN', 'EADDRNOTAVAIL', 'EADDRINUSE']);
const CUT = new Set(['no-route', 'ENETDOWN', 'ENODEV', 'ENXIO']);

/** Tries under local trouble before an endpoint counts as not tested. */
export function localTries(reason: string): number {
  return SHORTAGES.has(reason) ? 9 : CUT.has(reason) ? 6 : 3;
}

/** Milliseconds to wait after so many tries failed here: each pause is twice the one before. */
export function localPause(failed: number): number {
  return 50 * 2 ** (failed - 1);
}

/**
 * Calls back when Node has told of the connections that this machine refused by itself, and has not yet read any answer from
 * the network. Node connects, and tells of a failure, in its tick queue; a microtask follows when that is empty.
 */
export function afterOwnErrors(act: () => void): void {
  nextTick(() => queueMicrotask(act));
}
