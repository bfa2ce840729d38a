/** Questions to the kernel by netlink(7), with the structures of linux/netlink.h. */

import { AF_NETLINK, errnoName, type Libc, type Pinned, SOCK_CLOEXEC, SOCK_RAW } from '../libc.ts';

export const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
const NLM_F_REQUEST = 0x1;
export const NLM_F_DUMP = 0x300;

const HEADER_BYTES = 16;
const BUFFER_BYTES = 65_536;
/** The largest of the structures that a body begins with; a body that is shorter ends in zeros. */
const SHORTEST_BODY_BYTES = 16;

export type Attributes = Map<number, DataView>;

export interface NetlinkMessage {
  type: number;
  /** After the netlink header. */
  body: DataView;
}

export interface Netlink {
  /** @param flags NLM_F_DUMP for all there is, 0 for one answer */
  ask(type: number, flags: number, body: readonly number[]): NetlinkMessage[];
  close(): void;
}

/** @param protocol NETLINK_* of linux/netlink.h */
export function openNetlink(libc: Libc, protocol: number): Netlink {
  const fd = libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
  if (fd < 0) throw new Error(`no netlink socket: ${errnoName(libc.errno())}`);
  const buffer = libc.allocate(BUFFER_BYTES);
  return {
    ask(type, flags, body) {
      const length = HEADER_BYTES + body.length;
      buffer.view.setUint32(0, length, true);
      buffer.view.setUint16(4, type, true);
      buffer.view.setUint16(6, NLM_F_REQUEST | flags, true);
      buffer.view.setUint32(8, 1, true);
      buffer.view.setUint32(12, 0, true);
      buffer.bytes.set(body, HEADER_BYTES);
      if (libc.send(fd, buffer.address, length, 0) < 0) throw new Error(`netlink: ${errnoName(libc.errno())}`);
      const answers: NetlinkMessage[] = [];
      for (;;) {
        const received = libc.recv(fd, buffer.address, BUFFER_BYTES, 0);
        if (received < 0) throw new Error(`netlink: ${errnoName(libc.errno())}`);
        const part = readMessages(buffer, received);
        answers.push(...part);
        if (flags !== NLM_F_DUMP || part.some(({ type: kind }) => kind === NLMSG_DONE || kind === NLMSG_ERROR))
          return answers;
      }
    },
    close: () => void libc.close(fd),
  };
}

function readMessages({ bytes, view }: Pinned, received: number): NetlinkMessage[] {
  const messages: NetlinkMessage[] = [];
  for (let offset = 0; offset + HEADER_BYTES <= received; ) {
    const length = view.getUint32(offset, true);
    if (length < HEADER_BYTES || offset + length > received) break;
    const body = new Uint8Array(Math.max(SHORTEST_BODY_BYTES, length - HEADER_BYTES));
    body.set(bytes.subarray(offset + HEADER_BYTES, offset + length));
    messages.push({ type: view.getUint16(offset + 4, true), body: new DataView(body.buffer) });
    offset += (length + 3) & ~3;
  }
  return messages;
}

/** struct rtattr { u16 len; u16 type; } and its data, each on a boundary of four bytes. Data of fewer bytes than four is none of ours. */
export function readAttributes(body: DataView, start: number): Attributes {
  const attributes: Attributes = new Map();
  for (let offset = start; offset + 4 <= body.byteLength; ) {
    const length = body.getUint16(offset, true);
    if (length < 4 || offset + length > body.byteLength) break;
    // The two upper bits say how the data is written.
    const type = body.getUint16(offset + 2, true) & 0x3fff;
    if (length >= 8) attributes.set(type, new DataView(body.buffer, body.byteOffset + offset + 4, length - 4));
    offset += (length + 3) & ~3;
  }
  return attributes;
}
