/** What comes back: SYN-ACK, RST-ACK and ICMP errors that quote one of our packets. */

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
import { SOCKADDR_LENGTH } from '../sockaddr.ts';
import { answerFilter, attachFilter, SNAP } from './filter.ts';
import { createMessages } from './messages.ts';

/** One answer, as read from a packet. One object is written to again and again. */
export interface Answer {
  v6: boolean;
  /** Who is meant: the sender, or whom the quoted packet went to. */
  low: number;
  groups: number[];
  port: number;
  ourPort: number;
  /** Our sequence number, as the other side repeats it. */
  sequence: number;
  /** `''` for an ICMP error. */
  kind: 'open' | 'closed' | 'icmp';
  /** Of an ICMP error. */
  code: number;
}

export interface Receiver {
  readonly fd: number;
  /** Hands over what has come, up to a bound: a flood must not keep the thread here. @returns whether that was all */
  drain(handle: (answer: Answer) => void): boolean;
  /** Packets that the kernel dropped because this process did not fetch them in time. */
  drops(): number;
  close(): void;
}

const BATCH = 256;
/** Batches that are read in a row, at most. */
const MOST_BATCHES = 64;
const BUFFER = 32 * 2 ** 20;
/** struct sock_meminfo of linux/sock_diag.h: nine words, SK_MEMINFO_DROPS is the last. */
const MEMINFO = 9 * 4;

/** Reads one packet into `answer`; false if it is none of ours. `name` is where the sender's address stands. */
type Parse = (data: DataView, at: number, length: number, names: DataView, name: number, answer: Answer) => boolean;

/** @param block the part of a port that is common to all source ports of ours */
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
  option.view.setInt32(0, BUFFER, true);
  if (libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, option.address, 4) < 0)
    libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, option.address, 4);
  return fd;
}

function createReceiver(libc: Libc, fd: number, parse: Parse): Receiver {
  const messages = createMessages(libc, BATCH, SNAP, SNAP, SOCKADDR_LENGTH);
  const memory = libc.allocate(MEMINFO + 4);
  const answer: Answer = {
    v6: false,
    low: 0,
    groups: [0, 0, 0, 0, 0, 0, 0, 0],
    port: 0,
    ourPort: 0,
    sequence: 0,
    kind: 'closed',
    code: 0,
  };
  return {
    fd,
    drain(handle) {
      for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
        const count = libc.recvmmsg(fd, messages.headers, BATCH, MSG_DONTWAIT, 0);
        for (let i = 0; i < count; i += 1) {
          const length = messages.received(i);
          if (parse(messages.data.view, i * SNAP, length, messages.names.view, i * SOCKADDR_LENGTH, answer))
            handle(answer);
          messages.setNameLength(i, SOCKADDR_LENGTH);
        }
        if (count < BATCH) return true;
      }
      return false;
    },
    drops() {
      memory.view.setUint32(MEMINFO, MEMINFO, true);
      const failed = libc.getsockopt(fd, SOL_SOCKET, SO_MEMINFO, memory.address, memory.address + MEMINFO);
      return failed < 0 ? 0 : memory.view.getUint32(MEMINFO - 4, true);
    },
    close: () => void libc.close(fd),
  };
}

const UNREACHABLE_V4 = 3; // linux/icmp.h
const UNREACHABLE_V6 = 1; // linux/icmpv6.h
const V4_HEADER = 20;
const TCP_START = 14;
const RST = 0x04;

/** A raw IPv4 socket gives the IP header too. */
function parseAnswerV4(data: DataView, at: number, length: number, _n: DataView, _a: number, answer: Answer): boolean {
  const header = (data.getUint8(at) & 15) * 4;
  if (header < V4_HEADER || length < header + TCP_START) return false;
  answer.v6 = false;
  answer.low = data.getUint32(at + 12);
  readSegment(data, at + header, answer);
  return true;
}

/** A raw IPv6 socket does not; the sender stands in the message's address. */
function parseAnswerV6(
  data: DataView,
  at: number,
  length: number,
  names: DataView,
  name: number,
  answer: Answer,
): boolean {
  if (length < TCP_START) return false;
  answer.v6 = true;
  readGroups(names, name + 8, answer.groups);
  readSegment(data, at, answer);
  return true;
}

function readSegment(data: DataView, tcp: number, answer: Answer): void {
  answer.port = data.getUint16(tcp);
  answer.ourPort = data.getUint16(tcp + 2);
  // What is acknowledged is one more than what was sent.
  answer.sequence = (data.getUint32(tcp + 8) - 1) >>> 0;
  answer.kind = (data.getUint8(tcp + 13) & RST) === 0 ? 'open' : 'closed';
}

function parseErrorV4(data: DataView, at: number, length: number, _n: DataView, _a: number, answer: Answer): boolean {
  const icmp = at + (data.getUint8(at) & 15) * 4;
  const quoted = icmp + 8;
  if (quoted + V4_HEADER > at + length) return false;
  const header = (data.getUint8(quoted) & 15) * 4;
  const tcp = quoted + header;
  if (header < V4_HEADER || tcp + 8 > at + length || data.getUint8(quoted + 9) !== IPPROTO_TCP) return false;
  answer.v6 = false;
  answer.low = data.getUint32(quoted + 16);
  readQuoted(data, tcp, data.getUint8(icmp + 1), answer);
  return true;
}

/** The quoted header is 40 bytes long: none of our packets has extensions. */
function parseErrorV6(data: DataView, at: number, length: number, _n: DataView, _a: number, answer: Answer): boolean {
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
