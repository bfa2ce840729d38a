/** The kernel's own filter on a receiving socket: classic BPF, of linux/filter.h and linux/bpf_common.h. */

import { type Libc, type Pinned, SO_ATTACH_FILTER, SOL_SOCKET } from '../libc.ts';

export type Instruction = [code: number, yes: number, no: number, value: number];

/** BPF_LDX|BPF_B|BPF_MSH: X = 4 * (header length of the IPv4 header at `value`). */
const LOAD_HEADER_LENGTH = 0xb1;
/** BPF_LD|BPF_H and BPF_LD|BPF_B, absolute and relative to X. */
const LOAD_HALF = 0x28;
const LOAD_BYTE = 0x30;
const LOAD_HALF_BEHIND = 0x48;
const LOAD_BYTE_BEHIND = 0x50;
const AND = 0x54;
const JUMP_EQUAL = 0x15;
const RETURN = 0x06;

const SYN_ACK = 0x12;
const RST_ACK = 0x14;
const SYN_RST_ACK = 0x16;
/** Bytes of a packet that are handed up. */
export const SNAP_BYTES = 128;

/** Passes SYN-ACK and RST-ACK to a block of local ports; `mask` cuts the block's number out of a port. */
export function answerFilter(v6: boolean, block: number, mask: number): Instruction[] {
  // A raw IPv6 socket is given the packet without its IP header.
  return [
    [LOAD_HEADER_LENGTH, 0, 0, 0],
    [v6 ? LOAD_HALF : LOAD_HALF_BEHIND, 0, 0, 2],
    [AND, 0, 0, mask],
    [JUMP_EQUAL, 0, 5, block],
    [v6 ? LOAD_BYTE : LOAD_BYTE_BEHIND, 0, 0, 13],
    [AND, 0, 0, SYN_RST_ACK],
    [JUMP_EQUAL, 1, 0, SYN_ACK],
    [JUMP_EQUAL, 0, 1, RST_ACK],
    [RETURN, 0, 0, SNAP_BYTES],
    [RETURN, 0, 0, 0],
  ];
}

/** Passes nothing. */
export const NOTHING: readonly Instruction[] = [[RETURN, 0, 0, 0]];

/** @returns -1 if the kernel refuses */
export function attachFilter(libc: Libc, fd: number, program: readonly Instruction[]): number {
  // struct sock_filter { u16 code; u8 jt; u8 jf; u32 k; }
  const code: Pinned = libc.allocate(program.length * 8);
  for (const [i, [word, yes, no, value]] of program.entries()) {
    code.view.setUint16(i * 8, word, true);
    code.view.setUint8(i * 8 + 2, yes);
    code.view.setUint8(i * 8 + 3, no);
    code.view.setUint32(i * 8 + 4, value, true);
  }
  // struct sock_fprog { u16 len; struct sock_filter *filter; }
  const head = libc.allocate(16);
  head.view.setUint16(0, program.length, true);
  head.view.setBigUint64(8, BigInt(code.address), true);
  return libc.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, head.address, 16);
}
