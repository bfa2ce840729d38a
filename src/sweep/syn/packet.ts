/** SYN packets: Ethernet, IPv4 (RFC 791) and TCP (RFC 9293) headers, written in place, with their checksums (RFC 1071). */

import type { PackedEndpoint } from '../../domain/endpoint.ts';
import type { Pinned } from '../libc.ts';

/** One SYN. One object per run is written to again for each packet. */
export interface Segment {
  /** The destination. */
  readonly packed: PackedEndpoint;
  /** Our IPv4 address, as a 32-bit value; 0 where the kernel chooses the source. */
  source: number;
  sourcePort: number;
  /** Unsigned 32 bits. */
  sequence: number;
}

/** Sizes of headers. */
export const ETHERNET_BYTES = 14;
export const IPV4_BYTES = 20;
/** With one option, the largest segment: some stacks drop a SYN without any. */
export const TCP_BYTES = 24;

const PROTOCOL_TCP = 6;
const FLAG_SYN = 0x02;
const WINDOW_BYTES = 1_024;
const MAX_SEGMENT_BYTES = 1_460;
const TIME_TO_LIVE = 64;

/** One's complement sum of what is the same in every IPv4 header that we send, and in every TCP header below IPv4. */
const IP_SUM = 0x4500 + (IPV4_BYTES + TCP_BYTES) + 0x4000 + ((TIME_TO_LIVE << 8) | PROTOCOL_TCP);
const TCP_SUM =
  PROTOCOL_TCP + TCP_BYTES + (((TCP_BYTES / 4) << 12) | FLAG_SYN) + WINDOW_BYTES + 0x0204 + MAX_SEGMENT_BYTES;

function fold(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000);
  return ~folded & 0xffff;
}

/** The constant part of a frame to one next hop. The protocol is ETH_P_IP of linux/if_ether.h. */
export function writeEthernet({ bytes, view }: Pinned, offset: number, to: Uint8Array, from: Uint8Array): void {
  bytes.set(to, offset);
  bytes.set(from, offset + 6);
  view.setUint16(offset + 12, 0x0800);
}

/** The constant part of an IPv4 header: no fragments, don't fragment. */
export function writeIpv4Frame({ view }: Pinned, offset: number): void {
  view.setUint16(offset, 0x4500);
  view.setUint16(offset + 2, IPV4_BYTES + TCP_BYTES);
  view.setUint32(offset + 4, 0x00004000);
  view.setUint8(offset + 8, TIME_TO_LIVE);
  view.setUint8(offset + 9, PROTOCOL_TCP);
}

/** The constant part of a SYN. */
export function writeTcpFrame({ view }: Pinned, offset: number): void {
  view.setUint32(offset + 8, 0);
  view.setUint16(offset + 12, ((TCP_BYTES / 4) << 12) | FLAG_SYN);
  view.setUint16(offset + 14, WINDOW_BYTES);
  view.setUint32(offset + 16, 0);
  // Option 2, of four bytes.
  view.setUint16(offset + 20, 0x0204);
  view.setUint16(offset + 22, MAX_SEGMENT_BYTES);
}

/** Addresses and checksum of an IPv4 header whose frame is there. The identifier stays 0: it is not to be fragmented. */
export function writeIpv4({ view }: Pinned, offset: number, { source, packed }: Segment): void {
  const destination = packed.low;
  view.setUint32(offset + 12, source);
  view.setUint32(offset + 16, destination);
  view.setUint16(offset + 10, fold(IP_SUM + halves(source) + halves(destination)));
}

/** Ports and sequence number of a SYN whose frame is there. The checksum is left to the kernel, or to `writeChecksum`. */
export function writeTcp({ view }: Pinned, offset: number, { sourcePort, packed, sequence }: Segment): void {
  view.setUint16(offset, sourcePort);
  view.setUint16(offset + 2, packed.port);
  view.setUint32(offset + 4, sequence);
}

/** The checksum of a SYN below IPv4, with its pseudo header. */
export function writeChecksum({ view }: Pinned, offset: number, segment: Segment): void {
  const { source, packed, sourcePort, sequence } = segment;
  const sum = TCP_SUM + halves(source) + halves(packed.low) + sourcePort + packed.port + halves(sequence);
  view.setUint16(offset + 16, fold(sum));
}

function halves(word: number): number {
  return (word >>> 16) + (word & 0xffff);
}
