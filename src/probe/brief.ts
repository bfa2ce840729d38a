/** The brief way to ask: one connection, and a short wait. Enough for an engine, which answers at once, among tarpits. */

import type { Attempt } from '../domain/attempt.ts';
import type { Limits } from './probe-limits.ts';

/** Milliseconds. */
const HANDSHAKE_MS = 2_000;
const FIRST_BYTE_MS = 2_000;
const TOTAL_MS = 4_000;
const LINGER_MS = 1_000;

export function briefLimits(first: Limits): Limits {
  return {
    ...first,
    handshake: Math.min(first.handshake, HANDSHAKE_MS),
    firstByte: Math.min(first.firstByte, FIRST_BYTE_MS),
    total: Math.min(first.total, TOTAL_MS),
    linger: Math.min(first.linger, LINGER_MS),
  };
}

/** Whether a brief try ended for want of time: another one would cost as much. */
export function ranOut({ end }: Attempt): boolean {
  return end === 'silent' || end === 'unending' || end === 'not-connected';
}
