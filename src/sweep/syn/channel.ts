/** Ways for packets to leave: each a socket with a batch of messages that are sent by one call. */

import type { PackedEndpoint } from '../../domain/endpoint.ts';
import {
  AF_INET,
  AF_INET6,
  AF_PACKET,
  EAGAIN,
  ENOBUFS,
  errnoName,
  IP_RECVERR,
  IPPROTO_IPV6,
  IPPROTO_RAW,
  IPPROTO_TCP,
  IPV6_CHECKSUM,
  type Libc,
  PACKET_QDISC_BYPASS,
  type Pinned,
  SO_SNDBUF,
  SOCK_CLOEXEC,
  SOCK_RAW,
  SOL_IP,
  SOL_PACKET,
  SOL_SOCKET,
} from '../libc.ts';
import { SOCKADDR_LENGTH, writeSockaddr } from '../sockaddr.ts';
import type { Cookie } from './cookie.ts';
import { attachFilter, NOTHING } from './filter.ts';
import { createMessages, type Messages } from './messages.ts';
import {
  ETHERNET,
  IPV4,
  TCP,
  writeChecksum,
  writeEthernet,
  writeIpv4,
  writeIpv4Frame,
  writeTcp,
  writeTcpFrame,
} from './packet.ts';
import type { Route } from './routes.ts';

export const BATCH = 256;
const ROOM = 64;
const SEND_BUFFER = 4 * 2 ** 20;
/** ETH_P_IP of linux/if_ether.h. */
const ETH_P_IP = 0x0800;

export interface Channel {
  readonly full: boolean;
  /** Writes one SYN into the batch. `index` is given back if it cannot be sent. */
  add(index: number, packed: PackedEndpoint, source: number, sourcePort: number, cookie: Cookie): void;
  /**
   * Sends what is in the batch.
   * @param refused told of each packet that this machine would not send; ENOBUFS and EAGAIN are no refusal
   * @returns false if packets are left, because the way is full at the moment: try again a little later
   */
  flush(refused: (index: number, reason: string) => void): boolean;
  close(): void;
}

/** What distinguishes the channels: how a packet is laid out and addressed. */
interface Layout {
  fd: number;
  messages: Messages;
  write(at: number, slot: number, packed: PackedEndpoint, source: number, sourcePort: number, cookie: Cookie): void;
}

function createChannel(libc: Libc, { fd, messages, write }: Layout): Channel {
  const indexes = new Float64Array(messages.size);
  let count = 0;
  let sent = 0;
  return {
    get full() {
      return count === messages.size;
    },
    add(index, packed, source, sourcePort, cookie) {
      write(count * ROOM, count, packed, source, sourcePort, cookie);
      indexes[count] = index;
      count += 1;
    },
    flush(refused) {
      while (sent < count) {
        const done = libc.sendmmsg(fd, messages.headers + sent * messages.stride, count - sent, 0);
        if (done > 0) sent += done;
        else {
          const errno = libc.errno();
          if (errno === ENOBUFS || errno === EAGAIN) return false;
          refused(indexes[sent] ?? 0, errnoName(errno));
          sent += 1;
        }
      }
      count = 0;
      sent = 0;
      return true;
    },
    close: () => void libc.close(fd),
  };
}

function openSocket(libc: Libc, domain: number, protocol: number): number {
  const fd = libc.socket(domain, SOCK_RAW | SOCK_CLOEXEC, protocol);
  if (fd < 0) throw new Error(`no raw socket: ${errnoName(libc.errno())}`);
  setNumber(libc, fd, SOL_SOCKET, SO_SNDBUF, SEND_BUFFER);
  return fd;
}

function setNumber(libc: Libc, fd: number, level: number, name: number, value: number): void {
  const option = libc.allocate(4);
  option.view.setInt32(0, value, true);
  libc.setsockopt(fd, level, name, option.address, 4);
}

/** The kernel chooses the way for each packet: works for loopback, tunnels and neighbours too. */
export function openRawV4(libc: Libc): Channel {
  const fd = openSocket(libc, AF_INET, IPPROTO_RAW);
  // Without this, a raw socket keeps quiet about a queue that was full (net/ipv4/raw.c).
  setNumber(libc, fd, SOL_IP, IP_RECVERR, 1);
  const messages = createMessages(libc, BATCH, ROOM, IPV4 + TCP, SOCKADDR_LENGTH);
  const { data, names } = messages;
  forEachSlot((at) => {
    writeIpv4Frame(data, at);
    writeTcpFrame(data, at + IPV4);
  });
  shortenNames(messages, 16);
  return createChannel(libc, {
    fd,
    messages,
    write(at, slot, packed, source, sourcePort, cookie) {
      writeSockaddr(names, slot * SOCKADDR_LENGTH, packed);
      names.view.setUint16(slot * SOCKADDR_LENGTH + 2, 0);
      writeIpv4(data, at, source, packed.low);
      writeSegment(data, at + IPV4, packed, source, sourcePort, cookie);
    },
  });
}

/** The kernel writes the IPv6 header and the checksum. */
export function openRawV6(libc: Libc): Channel {
  const fd = openSocket(libc, AF_INET6, IPPROTO_TCP);
  setNumber(libc, fd, IPPROTO_IPV6, IPV6_CHECKSUM, 16);
  // It would be given every segment that comes in, and nobody reads it.
  if (attachFilter(libc, fd, NOTHING) < 0) throw new Error(`no packet filter: ${errnoName(libc.errno())}`);
  const messages = createMessages(libc, BATCH, ROOM, TCP, SOCKADDR_LENGTH);
  const { data, names } = messages;
  forEachSlot((at) => writeTcpFrame(data, at));
  shortenNames(messages, 28);
  return createChannel(libc, {
    fd,
    messages,
    write(at, slot, packed, _source, sourcePort, cookie) {
      writeSockaddr(names, slot * SOCKADDR_LENGTH, packed);
      // The kernel wants no port in the address of a raw socket.
      names.view.setUint16(slot * SOCKADDR_LENGTH + 2, 0);
      writeTcp(data, at, sourcePort, packed, cookie);
      data.view.setUint16(at + 16, 0);
    },
  });
}

/** Whole Ethernet frames to one next hop, past the queueing of the device. */
export function openFrames(libc: Libc, { device, to, from }: NonNullable<Route['frame']>): Channel {
  const fd = openSocket(libc, AF_PACKET, 0);
  setNumber(libc, fd, SOL_PACKET, PACKET_QDISC_BYPASS, 1);
  // struct sockaddr_ll { u16 family; be16 protocol; s32 ifindex; u16 hatype; u8 pkttype; u8 halen; u8 addr[8]; }
  const name = libc.allocate(20);
  name.view.setUint16(0, AF_PACKET, true);
  name.view.setUint16(2, ETH_P_IP);
  name.view.setInt32(4, device, true);
  name.view.setUint8(11, 6);
  name.bytes.set(to, 12);
  const messages = createMessages(libc, BATCH, ROOM, ETHERNET + IPV4 + TCP, SOCKADDR_LENGTH);
  const { data, names } = messages;
  forEachSlot((at, slot) => {
    writeEthernet(data, at, to, from);
    writeIpv4Frame(data, at + ETHERNET);
    writeTcpFrame(data, at + ETHERNET + IPV4);
    names.bytes.set(name.bytes, slot * SOCKADDR_LENGTH);
  });
  shortenNames(messages, 20);
  return createChannel(libc, {
    fd,
    messages,
    write(at, _slot, packed, source, sourcePort, cookie) {
      writeIpv4(data, at + ETHERNET, source, packed.low);
      writeSegment(data, at + ETHERNET + IPV4, packed, source, sourcePort, cookie);
    },
  });
}

function writeSegment(
  data: Pinned,
  at: number,
  packed: PackedEndpoint,
  source: number,
  sourcePort: number,
  cookie: Cookie,
): void {
  writeTcp(data, at, sourcePort, packed, cookie);
  writeChecksum(data, at, source, packed.low, sourcePort, packed.port, cookie.sequence);
}

function forEachSlot(act: (at: number, slot: number) => void): void {
  for (let slot = 0; slot < BATCH; slot += 1) act(slot * ROOM, slot);
}

function shortenNames({ size, setNameLength }: Messages, length: number): void {
  for (let i = 0; i < size; i += 1) setNameLength(i, length);
}
