/** Raw sockets for receiving: one for TCP segments, one for ICMP errors. */

import {
  AF_INET,
  AF_INET6,
  errnoName,
  ICMP_FILTER,
  ICMPV6_FILTER,
  IPPROTO_ICMP,
  IPPROTO_ICMPV6,
  IPPROTO_TCP,
  type Libc,
  MSG_DONTWAIT,
  SO_MEMINFO,
  SO_RCVBUF,
  SO_RCVBUFFORCE,
  SOCK_CLOEXEC,
  SOCK_RAW,
  SOL_RAW,
  SOL_SOCKET,
} from '../libc.ts';
import { SOCKADDR_BYTES } from '../sockaddr.ts';
import {
  type Answer,
  emptyAnswer,
  type Packet,
  type Parse,
  parseAnswerV4,
  parseAnswerV6,
  parseErrorV4,
  parseErrorV6,
  UNREACHABLE_V4,
  UNREACHABLE_V6,
} from './answer.ts';
import { answerFilter, attachFilter, SNAP_BYTES } from './filter.ts';
import { createMessages } from './messages.ts';

export interface Receiver {
  readonly fd: number;
  /** Hands over the answers received, up to a bound: a flood must not keep the thread here. @returns whether that was all */
  drain(handle: (answer: Answer) => void): boolean;
  /** Packets that the kernel dropped because this process did not fetch them in time. */
  drops(): number;
  close(): void;
}

const BATCH_PACKETS = 256;
/** Batches that are read in a row, at most. */
const MAX_BATCHES = 64;
const RECEIVE_BUFFER_BYTES = 32 * 2 ** 20;
/** struct sock_meminfo of linux/sock_diag.h: nine words, SK_MEMINFO_DROPS is the last. */
const MEMINFO_BYTES = 9 * 4;

/** @param block the common high bits of all source ports of this thread */
export function openAnswers(libc: Libc, v6: boolean, block: number, mask: number): Receiver {
  const fd = openSocket(libc, v6 ? AF_INET6 : AF_INET, IPPROTO_TCP);
  if (attachFilter(libc, fd, answerFilter(v6, block, mask)) < 0)
    throw new Error(`no packet filter: ${errnoName(libc.errno())}`);
  return createReceiver(libc, fd, v6 ? parseAnswerV6 : parseAnswerV4);
}

export function openErrors(libc: Libc, v6: boolean): Receiver {
  const fd = openSocket(libc, v6 ? AF_INET6 : AF_INET, v6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP);
  // A set bit blocks a type. struct icmp_filter has one word, struct icmp6_filter has eight.
  const filter = libc.allocate(32);
  filter.bytes.fill(0xff);
  filter.view.setUint32(0, ~(1 << (v6 ? UNREACHABLE_V6 : UNREACHABLE_V4)) >>> 0, true);
  if (v6) libc.setsockopt(fd, IPPROTO_ICMPV6, ICMPV6_FILTER, filter.address, 32);
  else libc.setsockopt(fd, SOL_RAW, ICMP_FILTER, filter.address, 4);
  return createReceiver(libc, fd, v6 ? parseErrorV6 : parseErrorV4);
}

function openSocket(libc: Libc, domain: number, protocol: number): number {
  const fd = libc.socket(domain, SOCK_RAW | SOCK_CLOEXEC, protocol);
  if (fd < 0) throw new Error(`no raw socket: ${errnoName(libc.errno())}`);
  const option = libc.allocate(4);
  option.view.setInt32(0, RECEIVE_BUFFER_BYTES, true);
  if (libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, option.address, 4) < 0)
    libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, option.address, 4);
  return fd;
}

function createReceiver(libc: Libc, fd: number, parse: Parse): Receiver {
  const messages = createMessages(libc, BATCH_PACKETS, SNAP_BYTES, SNAP_BYTES, SOCKADDR_BYTES);
  const memory = libc.allocate(MEMINFO_BYTES + 4);
  const answer = emptyAnswer();
  const packet: Packet = { data: messages.data.view, at: 0, length: 0, names: messages.names.view, name: 0 };
  return {
    fd,
    drain(handle) {
      for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
        const count = libc.recvmmsg(fd, messages.headers, BATCH_PACKETS, MSG_DONTWAIT, 0);
        for (let i = 0; i < count; i += 1) {
          packet.at = i * SNAP_BYTES;
          packet.length = messages.received(i);
          packet.name = i * SOCKADDR_BYTES;
          if (parse(packet, answer)) handle(answer);
          messages.setNameLength(i, SOCKADDR_BYTES);
        }
        if (count < BATCH_PACKETS) return true;
      }
      return false;
    },
    drops() {
      memory.view.setUint32(MEMINFO_BYTES, MEMINFO_BYTES, true);
      const failed = libc.getsockopt(fd, SOL_SOCKET, SO_MEMINFO, memory.address, memory.address + MEMINFO_BYTES);
      return failed < 0 ? 0 : memory.view.getUint32(MEMINFO_BYTES - 4, true);
    },
    close: () => void libc.close(fd),
  };
}
