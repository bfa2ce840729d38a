/** Bounded records of remote bytes and of errors. */

import type { Bytes } from '../domain/attempt.ts';
import { reasonOf } from '../domain/errors.ts';

/** Keeps at most `cap` bytes of what a remote host sent: as text where they are UTF-8, otherwise as base64. */
export function keepBytes(bytes: Buffer, cap: number, total: number = bytes.length): Bytes {
  const kept = bytes.subarray(0, cap);
  const text = decodeUtf8(kept, kept.length < total);
  if (text !== undefined) return { encoding: 'utf8', data: text, total };
  return { encoding: 'base64', data: kept.toString('base64'), total };
}

/** A cut in the middle of a character does not make the rest binary: up to three bytes at the end may go. */
function decodeUtf8(bytes: Buffer, cut: boolean): string | undefined {
  for (let drop = 0; drop <= (cut ? 3 : 0) && drop <= bytes.length; drop += 1) {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, bytes.length - drop));
    } catch {
      // Not UTF-8 up to here: try a shorter piece.
    }
  }
  return undefined;
}

/** A short, single-line text of an error for the record. */
export function describeError(error: unknown): { code: string; message: string } {
  const message = reasonOf(error);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { code: code.slice(0, 80), message: message.replace(/\s+/g, ' ').trim().slice(0, 300) };
}
