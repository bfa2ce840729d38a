/** Parsers of answers: SYN-ACK, RST-ACK and ICMP errors that quote one of our packets. Malformed packets are ignored. */

import { IPPROTO_TCP } from '../libc.ts';

export const UNREACHABLE_V4 = 3; // linux/icmp.h
export const UNREACHABLE_V6 = 1; // linux/icmpv6.h
const V4_HEADER_BYTES = 20;
const MIN_TCP_BYTES = 14;
const RST = 0x04;

/** One answer, as read from a packet. One object is written to again and again. */
export interface Answer {
  v6: boolean;
  /** The endpoint: the sender, or the destination of the quoted packet. */
  low: number;
  groups: number[];
  port: number;
  ourPort: number;
  /** Our sequence number, as the other side repeats it. */
  sequence: number;
  /** The meaning; of an ICMP error, `code` tells more. */
  kind: 'open' | 'closed' | 'icmp';
  /** Of an ICMP error. */
  code: number;
}

/** One packet as it was received. One object is written to again and again. */
export interface Packet {
  readonly data: DataView;
  /** Offset of the packet in `data`, and its length, in bytes. */
  at: number;
  length: number;
  readonly names: DataView;
  /** Offset of the sender's socket address in `names`, in bytes. */
  name: number;
}

/** Reads a packet into `answer`; false if it was not sent in answer to this run. */
export type Parse = (packet: Packet, answer: Answer) => boolean;

export function emptyAnswer(): Answer {
  return {
    v6: false,
    low: 0,
    groups: [0, 0, 0, 0, 0, 0, 0, 0],
    port: 0,
    ourPort: 0,
    sequence: 0,
    kind: 'closed',
    code: 0,
  };
}

/** A raw IPv4 socket gives the IP header too. */
export function parseAnswerV4({ data, at, length }: Packet, answer: Answer): boolean {
  const header = (data.getUint8(at) & 15) * 4;
  if (header < V4_HEADER_BYTES || length < header + MIN_TCP_BYTES) return false;
  answer.v6 = false;
  answer.low = data.getUint32(at + 12);
  readSegment(data, at + header, answer);
  return true;
}

/** A raw IPv6 socket does not; the sender stands in the message's address. */
export function parseAnswerV6({ data, at, length, names, name }: Packet, answer: Answer): boolean {
  if (length < MIN_TCP_BYTES) return false;
  answer.v6 = true;
  readGroups(names, name + 8, answer.groups);
  readSegment(data, at, answer);
  return true;
}

function readSegment(data: DataView, tcp: number, answer: Answer): void {
  answer.port = data.getUint16(tcp);
  answer.ourPort = data.getUint16(tcp + 2);
  // The acknowledgement number is one more than the sequence number sent.
  answer.sequence = (data.getUint32(tcp + 8) - 1) >>> 0;
  answer.kind = (data.getUint8(tcp + 13) & RST) === 0 ? 'open' : 'closed';
}

export function parseErrorV4({ data, at, length }: Packet, answer: Answer): boolean {
  const icmp = at + (data.getUint8(at) & 15) * 4;
  const quoted = icmp + 8;
  if (quoted + V4_HEADER_BYTES > at + length) return false;
  const header = (data.getUint8(quoted) & 15) * 4;
  const tcp = quoted + header;
  if (header < V4_HEADER_BYTES || tcp + 8 > at + length || data.getUint8(quoted + 9) !== IPPROTO_TCP) return false;
  answer.v6 = false;
  answer.low = data.getUint32(quoted + 16);
  readQuoted(data, tcp, data.getUint8(icmp + 1), answer);
  return true;
}

/** The quoted header is 40 bytes long: none of our packets has extensions. */
export function parseErrorV6({ data, at, length }: Packet, answer: Answer): boolean {
  const quoted = at + 8;
  if (length < 8 + 40 + 8 || data.getUint8(quoted + 6) !== IPPROTO_TCP) return false;
  answer.v6 = true;
  readGroups(data, quoted + 24, answer.groups);
  readQuoted(data, quoted + 40, data.getUint8(at + 1), answer);
  return true;
}

function readQuoted(data: DataView, tcp: number, code: number, answer: Answer): void {
  answer.ourPort = data.getUint16(tcp);
  answer.port = data.getUint16(tcp + 2);
  answer.sequence = data.getUint32(tcp + 4);
  answer.kind = 'icmp';
  answer.code = code;
}

function readGroups(view: DataView, at: number, groups: number[]): void {
  for (let i = 0; i < 8; i += 1) groups[i] = view.getUint16(at + i * 2);
}
