/**
 * Sockets that connect without blocking, one for each slot, watched by epoll.
 *
 * A socket that was refused is used again: asking it for its error by a second `connect` puts it back to its beginning, so
 * that an endpoint that refuses costs two system calls. A socket that was accepted is closed with a reset (SO_LINGER 0), so
 * that no TIME_WAIT entry stays behind, here or there; one that met silence is closed as well. Sources: connect(2),
 * epoll(7), socket(7), and net/ipv4/af_inet.c (__inet_stream_connect).
 */

import type { PackedEndpoint } from '../domain/endpoint.ts';
import {
  AF_INET,
  AF_INET6,
  EPOLL_CTL_ADD,
  EPOLL_EVENT,
  EPOLLET,
  EPOLLIN,
  EPOLLOUT,
  errnoName,
  type Libc,
  type Pinned,
  SO_LINGER,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  SOL_SOCKET,
} from './libc.ts';
import { SOCKADDR_BYTES, sockaddrLength, writeSockaddr } from './sockaddr.ts';

const MAX_EVENTS = 512;

/** Calls give 0 or the number of an error. */
export class Sockets {
  private readonly libc: Libc;
  private readonly epoll: number;
  private readonly events: Pinned;
  private readonly option: Pinned;
  private readonly addresses: Pinned;
  /** Per slot. A descriptor of -1 is none yet. */
  private readonly descriptors: Int32Array;
  private readonly families: Uint8Array;

  constructor(libc: Libc, slots: number) {
    this.libc = libc;
    this.epoll = libc.epollCreate(0);
    if (this.epoll < 0) throw new Error(`epoll_create1: ${errnoName(libc.errno())}`);
    this.events = libc.allocate(MAX_EVENTS * EPOLL_EVENT.size);
    this.option = libc.allocate(16);
    this.addresses = libc.allocate(slots * SOCKADDR_BYTES);
    this.descriptors = new Int32Array(slots).fill(-1);
    this.families = new Uint8Array(slots);
  }

  /** Sees to it that the slot has a socket of the right family. */
  open(slot: number, { v6 }: PackedEndpoint): number {
    const family = v6 ? AF_INET6 : AF_INET;
    if (this.families[slot] === family && (this.descriptors[slot] ?? -1) >= 0) return 0;
    const { libc } = this;
    this.close(slot);
    const fd = libc.socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return libc.errno();
    const { view, address } = this.option;
    // struct linger { int l_onoff; int l_linger; }
    view.setInt32(0, 1, true);
    view.setInt32(4, 0, true);
    libc.setsockopt(fd, SOL_SOCKET, SO_LINGER, address, 8);
    view.setUint32(0, (EPOLLIN | EPOLLOUT | EPOLLET) >>> 0, true);
    view.setUint32(EPOLL_EVENT.data, slot, true);
    if (libc.epollCtl(this.epoll, EPOLL_CTL_ADD, fd, address) < 0) {
      const errno = libc.errno();
      libc.close(fd);
      return errno;
    }
    this.descriptors[slot] = fd;
    this.families[slot] = family;
    return 0;
  }

  connect(slot: number, packed: PackedEndpoint): number {
    const offset = slot * SOCKADDR_BYTES;
    writeSockaddr(this.addresses, offset, packed);
    return this.call(slot, sockaddrLength(packed));
  }

  /** Asks a socket that something happened to how it went; this sends nothing. */
  ask(slot: number): number {
    return this.call(slot, this.families[slot] === AF_INET6 ? 28 : 16);
  }

  private call(slot: number, length: number): number {
    const address = this.addresses.address + slot * SOCKADDR_BYTES;
    return this.libc.connect(this.descriptors[slot] ?? -1, address, length) === 0 ? 0 : this.libc.errno();
  }

  /** @returns how many sockets something happened to, within so many milliseconds */
  wait(timeout: number): number {
    return this.libc.epollWait(this.epoll, this.events.address, MAX_EVENTS, timeout);
  }

  /** The slot of the event with this number. */
  slotOf(event: number): number {
    return this.events.view.getUint32(event * EPOLL_EVENT.size + EPOLL_EVENT.data, true);
  }

  close(slot: number): void {
    const fd = this.descriptors[slot] ?? -1;
    if (fd >= 0) this.libc.close(fd);
    this.descriptors[slot] = -1;
  }

  closeAll(): void {
    for (const slot of this.descriptors.keys()) this.close(slot);
    this.libc.close(this.epoll);
  }
}
