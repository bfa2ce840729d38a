/** Packets made by hand, the plain way. */

import { groupsOf, parseAddress } from '../../../src/domain/address.ts';

export function parseBytes(address: string): number[] {
  const parsed = parseAddress(address);
  if (parsed === undefined) throw new Error(address);
  if (parsed.family === 6) return groupsOf(parsed.value).flatMap((group) => [group >> 8, group & 255]);
  return address.split('.').map(Number);
}

/** The checksum of RFC 1071, as it is written there. */
export function checksum(bytes: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += ((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0);
  while (sum >>> 16 !== 0) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

export interface SegmentFields {
  from: number;
  to: number;
  sequence?: number;
  acknowledged?: number;
  flags: number;
}

/** A TCP header without options; its checksum is left out, which raw sockets do not mind. */
export function segment({ from, to, sequence = 0, acknowledged = 0, flags }: SegmentFields): Uint8Array {
  const view = new DataView(new ArrayBuffer(20));
  view.setUint16(0, from);
  view.setUint16(2, to);
  view.setUint32(4, sequence);
  view.setUint32(8, acknowledged);
  view.setUint8(12, 5 << 4);
  view.setUint8(13, flags);
  view.setUint16(14, 1_024);
  return new Uint8Array(view.buffer);
}

export function v4(
  payload: Uint8Array,
  { from, to, protocol = 6, options = 0 }: { from: string; to: string; protocol?: number; options?: number },
): Uint8Array {
  const header = [
    0x40 + 5 + options / 4,
    0,
    ...[(20 + options + payload.length) >> 8, (20 + options + payload.length) & 255],
    ...[0, 0, 0, 0, 64, protocol, 0, 0],
    ...parseBytes(from),
    ...parseBytes(to),
    // "No operation", over and over.
    ...Array<number>(options).fill(1),
  ];
  const sum = checksum(header);
  header[10] = sum >> 8;
  header[11] = sum & 255;
  return Uint8Array.of(...header, ...payload);
}
