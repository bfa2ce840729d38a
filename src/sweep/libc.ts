/**
 * The one door to libc. System calls, structures and constants of Linux that the fast engines need; each constant names
 * the kernel header it comes from (the values are those of x86-64 and arm64, which agree on all of these).
 *
 * Memory that the kernel reads or writes after a call has returned must not move: `allocate` gives memory outside Node's
 * heap. It is never freed, because it lives as long as its thread.
 */

import { createRequire } from 'node:module';
import { arch, endianness, platform } from 'node:os';
import type koffiModule from 'koffi';
import { reasonOf } from '../domain/errors.ts';

export const AF_INET = 2; // linux/socket.h
export const AF_INET6 = 10;
export const AF_PACKET = 17;
export const AF_NETLINK = 16;

export const SOCK_STREAM = 1; // linux/net.h
export const SOCK_DGRAM = 2;
export const SOCK_RAW = 3;
export const SOCK_NONBLOCK = 0o4000; // asm-generic/fcntl.h O_NONBLOCK
export const SOCK_CLOEXEC = 0o2000000; // asm-generic/fcntl.h O_CLOEXEC

export const IPPROTO_ICMP = 1; // linux/in.h
export const IPPROTO_TCP = 6;
export const IPPROTO_IPV6 = 41;
export const IPPROTO_ICMPV6 = 58;
export const IPPROTO_RAW = 255;

export const SOL_IP = 0; // linux/in.h
export const IP_RECVERR = 11;
export const SOL_RAW = 255; // linux/socket.h
export const SOL_PACKET = 263;
export const ICMP_FILTER = 1; // linux/icmp.h
export const ICMPV6_FILTER = 1; // linux/icmpv6.h
export const IPV6_CHECKSUM = 7; // linux/in6.h
export const PACKET_QDISC_BYPASS = 20; // linux/if_packet.h
export const MSG_DONTWAIT = 0x40; // linux/socket.h

export const SOL_SOCKET = 1; // asm-generic/socket.h
export const SO_SNDBUF = 7;
export const SO_RCVBUF = 8;
export const SO_LINGER = 13;
export const SO_ATTACH_FILTER = 26;
export const SO_RCVBUFFORCE = 33;
export const SO_MEMINFO = 55;

export const EPOLLIN = 0x1; // linux/eventpoll.h
export const EPOLLOUT = 0x4;
export const EPOLLET = 0x80000000;
export const EPOLL_CTL_ADD = 1;
/** struct epoll_event { u32 events; u64 data; }, packed on x86-64 alone. */
export const EPOLL_EVENT = arch() === 'x64' ? { size: 12, data: 4 } : { size: 16, data: 8 };

/** asm-generic/errno-base.h and asm-generic/errno.h */
const ERRNO: Readonly<Record<number, string>> = {
  1: 'EPERM',
  4: 'EINTR',
  6: 'ENXIO',
  9: 'EBADF',
  11: 'EAGAIN',
  12: 'ENOMEM',
  13: 'EACCES',
  19: 'ENODEV',
  22: 'EINVAL',
  23: 'ENFILE',
  24: 'EMFILE',
  64: 'ENONET',
  71: 'EPROTO',
  90: 'EMSGSIZE',
  92: 'ENOPROTOOPT',
  93: 'EPROTONOSUPPORT',
  97: 'EAFNOSUPPORT',
  98: 'EADDRINUSE',
  99: 'EADDRNOTAVAIL',
  100: 'ENETDOWN',
  101: 'ENETUNREACH',
  103: 'ECONNABORTED',
  104: 'ECONNRESET',
  105: 'ENOBUFS',
  106: 'EISCONN',
  110: 'ETIMEDOUT',
  111: 'ECONNREFUSED',
  112: 'EHOSTDOWN',
  113: 'EHOSTUNREACH',
  114: 'EALREADY',
  115: 'EINPROGRESS',
};

export const EPERM = 1;
export const EAGAIN = 11;
export const ENOBUFS = 105;
export const EISCONN = 106;
export const EALREADY = 114;
export const EINPROGRESS = 115;

export function errnoName(errno: number): string {
  return ERRNO[errno] ?? `errno ${errno}`;
}

/** Memory outside Node's heap, and its address for the kernel. */
export interface Pinned {
  bytes: Uint8Array;
  view: DataView;
  address: number;
}

/** Pointers are numbers; a call that fails gives -1, and then `errno()` tells why. */
export interface Libc {
  socket(domain: number, type: number, protocol: number): number;
  connect(fd: number, address: number, length: number): number;
  bind(fd: number, address: number, length: number): number;
  close(fd: number): number;
  setsockopt(fd: number, level: number, name: number, value: number, length: number): number;
  getsockopt(fd: number, level: number, name: number, value: number, length: number): number;
  epollCreate(flags: number): number;
  epollCtl(epoll: number, operation: number, fd: number, event: number): number;
  /** @param timeout milliseconds */
  epollWait(epoll: number, events: number, most: number, timeout: number): number;
  sendmmsg(fd: number, messages: number, count: number, flags: number): number;
  /** @param timeout address of a timespec, 0 for none */
  recvmmsg(fd: number, messages: number, count: number, flags: number, timeout: number): number;
  send(fd: number, data: number, length: number, flags: number): number;
  recv(fd: number, data: number, length: number, flags: number): number;
  /** Of the last call in this thread; read it at once. */
  errno(): number;
  allocate(bytes: number): Pinned;
}

/** Required here, not imported: it is an optional dependency, and where it is missing or has no build the portable engine runs. */
function loadKoffi(): typeof koffiModule {
  try {
    return createRequire(import.meta.url)('koffi') as typeof koffiModule;
  } catch (error) {
    const [reason = ''] = reasonOf(error).split('\n');
    throw new Error(`the native engines need the optional package koffi: ${reason}`, { cause: error });
  }
}

/** The architectures whose structures are as written here. */
const ARCHITECTURES = ['x64', 'arm64'];

/** @throws Error where the native engines cannot run: the message says why */
export function openLibc(): Libc {
  if (platform() !== 'linux') throw new Error(`the native engines need Linux, and this is ${platform()}`);
  if (!ARCHITECTURES.includes(arch()) || endianness() !== 'LE')
    throw new Error(`the native engines know ${ARCHITECTURES.join(' and ')}, and this is ${arch()}`);
  const koffi = loadKoffi();
  // The program itself: its own libc, glibc or musl.
  const library = koffi.load(null);
  const call = (name: string, result: string, parameters: string[]): ((...values: never[]) => number) =>
    library.func(name, result, parameters) as never;
  return {
    socket: call('socket', 'int', ['int', 'int', 'int']),
    connect: call('connect', 'int', ['int', 'uintptr_t', 'uint32_t']),
    bind: call('bind', 'int', ['int', 'uintptr_t', 'uint32_t']),
    close: call('close', 'int', ['int']),
    setsockopt: call('setsockopt', 'int', ['int', 'int', 'int', 'uintptr_t', 'uint32_t']),
    getsockopt: call('getsockopt', 'int', ['int', 'int', 'int', 'uintptr_t', 'uintptr_t']),
    epollCreate: call('epoll_create1', 'int', ['int']),
    epollCtl: call('epoll_ctl', 'int', ['int', 'int', 'int', 'uintptr_t']),
    epollWait: call('epoll_wait', 'int', ['int', 'uintptr_t', 'int', 'int']),
    sendmmsg: call('sendmmsg', 'int', ['int', 'uintptr_t', 'uint32_t', 'int']),
    recvmmsg: call('recvmmsg', 'int', ['int', 'uintptr_t', 'uint32_t', 'int', 'uintptr_t']),
    send: call('send', 'long', ['int', 'uintptr_t', 'size_t', 'int']),
    recv: call('recv', 'long', ['int', 'uintptr_t', 'size_t', 'int']),
    errno: () => koffi.errno(),
    allocate(bytes) {
      const pointer: unknown = koffi.alloc('uint8_t', bytes);
      const buffer = koffi.view(pointer, bytes);
      const pinned = {
        bytes: new Uint8Array(buffer),
        view: new DataView(buffer),
        address: Number(koffi.address(pointer)),
      };
      pinned.bytes.fill(0);
      return pinned;
    },
  };
}
