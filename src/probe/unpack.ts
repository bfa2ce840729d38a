/**
 * Bodies that were packed without being asked. The checksum and the trailer are not looked at: what a client reads before
 * them is all that there is to judge.
 */

import { constants, inflateRawSync } from 'node:zlib';
import { headerIn } from './bytes.ts';

/** @returns as much as can be unpacked, `most` bytes at most; the body as it came where it is not packed as it says */
export function unpack(body: Buffer, headers: readonly [string, string][], most: number): Buffer {
  const coding = headerIn(headers, 'content-encoding')?.trim().toLowerCase();
  const start = coding === 'gzip' || coding === 'x-gzip' ? endOfGzipHead(body) : coding === 'deflate' ? ZLIB_HEAD : 0;
  const unpacked = start > 0 ? inflateBeginning(body.subarray(start), most) : undefined;
  return unpacked === undefined || unpacked.length === 0 ? body : unpacked;
}

/** RFC 1950, section 2.2: two bytes before the data. */
const ZLIB_HEAD = 2;

/** RFC 1952, section 2.3. @returns 0 where the bytes begin otherwise */
function endOfGzipHead(bytes: Buffer): number {
  if (bytes.length < 10 || bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8) return 0;
  const flags = bytes[3] ?? 0;
  let at = 10;
  if ((flags & 4) !== 0) at += 2 + (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 256;
  // Name and comment end in a zero byte.
  for (const flag of [8, 16]) if ((flags & flag) !== 0) at = bytes.indexOf(0, at) + 1 || bytes.length;
  return (flags & 2) !== 0 ? at + 2 : at;
}

/** The longest beginning that can be unpacked: a later fault, or more than is read, takes nothing from it. */
function inflateBeginning(packed: Buffer, most: number): Buffer | undefined {
  const whole = inflate(packed, most);
  if (whole !== undefined) return whole;
  let [good, bad]: [Buffer | undefined, number] = [undefined, packed.length];
  for (let length = 0; bad - length > 1; ) {
    const middle = (length + bad) >> 1;
    const part = inflate(packed.subarray(0, middle), most);
    if (part === undefined) bad = middle;
    else [length, good] = [middle, part];
  }
  return good;
}

function inflate(packed: Buffer, most: number): Buffer | undefined {
  try {
    // Gives what there is of a stream that was cut off.
    return inflateRawSync(packed, { maxOutputLength: most, finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return undefined;
  }
}
