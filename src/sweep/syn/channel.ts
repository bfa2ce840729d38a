/** Raw sockets for sending, each with a batch of packets that one sendmmsg(2) sends. */

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
  SO_SNDBUF,
  SOCK_CLOEXEC,
  SOCK_RAW,
  SOL_IP,
  SOL_PACKET,
  SOL_SOCKET,
} from '../libc.ts';
import { SOCKADDR_BYTES, writeSockaddr } from '../sockaddr.ts';
import { attachFilter, NOTHING } from './filter.ts';
import { createMessages, type Messages } from './messages.ts';
import {
  ETHERNET_BYTES,
  IPV4_BYTES,
  type Segment,
  TCP_BYTES,
  writeChecksum,
  writeEthernet,
  writeIpv4,
  writeIpv4Frame,
  writeTcp,
  writeTcpFrame,
} from './packet.ts';
import type { Route } from './routes.ts';

const BATCH_PACKETS = 256;
const PACKET_ROOM_BYTES = 64;
const SEND_BUFFER_BYTES = 4 * 2 ** 20;
/** ETH_P_IP of linux/if_ether.h. */
const ETH_P_IP = 0x0800;

export interface Channel {
  readonly full: boolean;
  /** Writes one SYN into the batch. `slot` is given back if it cannot be sent. */
  add(slot: number, segment: Segment): void;
  /**
   * Sends what is in the batch.
   * @param refused told of each packet that this machine would not send; ENOBUFS and EAGAIN are no refusal
   * @returns false if packets are left, because the socket's queue is full: try again a little later
   */
  flush(refused: (slot: number, reason: string) => void): boolean;
  close(): void;
}

/** The difference between the channels: how a packet is laid out and addressed. */
interface PacketLayout {
  fd: number;
  messages: Messages;
  /** @param at where message number `message` has its data, in bytes */
  write(at: number, message: number, segment: Segment): void;
}

function createChannel(libc: Libc, { fd, messages, write }: PacketLayout): Channel {
  const slots = new Float64Array(messages.size);
  let count = 0;
  let sent = 0;
  return {
    get full() {
      return count === messages.size;
    },
    add(slot, segment) {
      write(count * PACKET_ROOM_BYTES, count, segment);
      slots[count] = slot;
      count += 1;
    },
    flush(refused) {
      while (sent < count) {
        const done = libc.sendmmsg(fd, messages.headers + sent * messages.stride, count - sent, 0);
        if (done > 0) sent += done;
        else {
          const errno = libc.errno();
          if (errno === ENOBUFS || errno === EAGAIN) return false;
          refused(slots[sent] ?? 0, errnoName(errno));
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
  setNumber(libc, fd, SOL_SOCKET, SO_SNDBUF, SEND_BUFFER_BYTES);
  return fd;
}

function setNumber(libc: Libc, fd: number, level: number, name: number, value: number): void {
  const option = libc.allocate(4);
  option.view.setInt32(0, value, true);
  libc.setsockopt(fd, level, name, option.address, 4);
}

/** IPv4 packets that the kernel routes: works for loopback, tunnels and neighbours too. */
export function openRawV4(libc: Libc): Channel {
  const fd = openSocket(libc, AF_INET, IPPROTO_RAW);
  // Without this, a raw socket keeps quiet about a queue that was full (net/ipv4/raw.c).
  setNumber(libc, fd, SOL_IP, IP_RECVERR, 1);
  const messages = createMessages(libc, BATCH_PACKETS, PACKET_ROOM_BYTES, IPV4_BYTES + TCP_BYTES, SOCKADDR_BYTES);
  const { data, names } = messages;
  forEachMessage((at) => {
    writeIpv4Frame(data, at);
    writeTcpFrame(data, at + IPV4_BYTES);
  });
  shortenNames(messages, 16);
  return createChannel(libc, {
    fd,
    messages,
    write(at, message, segment) {
      writeSockaddr(names, message * SOCKADDR_BYTES, segment.packed);
      names.view.setUint16(message * SOCKADDR_BYTES + 2, 0);
      writeIpv4(data, at, segment);
      writeTcp(data, at + IPV4_BYTES, segment);
      writeChecksum(data, at + IPV4_BYTES, segment);
    },
  });
}

/** The kernel writes the IPv6 header and the checksum. */
export function openRawV6(libc: Libc): Channel {
  const fd = openSocket(libc, AF_INET6, IPPROTO_TCP);
  setNumber(libc, fd, IPPROTO_IPV6, IPV6_CHECKSUM, 16);
  // Without the filter it would be given every segment that comes in, and none is read from it.
  if (attachFilter(libc, fd, NOTHING) < 0) throw new Error(`no packet filter: ${errnoName(libc.errno())}`);
  const messages = createMessages(libc, BATCH_PACKETS, PACKET_ROOM_BYTES, TCP_BYTES, SOCKADDR_BYTES);
  const { data, names } = messages;
  forEachMessage((at) => writeTcpFrame(data, at));
  shortenNames(messages, 28);
  return createChannel(libc, {
    fd,
    messages,
    write(at, message, segment) {
      writeSockaddr(names, message * SOCKADDR_BYTES, segment.packed);
      // The kernel wants no port in the address of a raw socket.
      names.view.setUint16(message * SOCKADDR_BYTES + 2, 0);
      writeTcp(data, at, segment);
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
  const messages = createMessages(
    libc,
    BATCH_PACKETS,
    PACKET_ROOM_BYTES,
    ETHERNET_BYTES + IPV4_BYTES + TCP_BYTES,
    SOCKADDR_BYTES,
  );
  const { data, names } = messages;
  forEachMessage((at, message) => {
    writeEthernet(data, at, to, from);
    writeIpv4Frame(data, at + ETHERNET_BYTES);
    writeTcpFrame(data, at + ETHERNET_BYTES + IPV4_BYTES);
    names.bytes.set(name.bytes, message * SOCKADDR_BYTES);
  });
  shortenNames(messages, 20);
  return createChannel(libc, {
    fd,
    messages,
    write(at, _message, segment) {
      writeIpv4(data, at + ETHERNET_BYTES, segment);
      writeTcp(data, at + ETHERNET_BYTES + IPV4_BYTES, segment);
      writeChecksum(data, at + ETHERNET_BYTES + IPV4_BYTES, segment);
    },
  });
}

function forEachMessage(act: (at: number, message: number) => void): void {
  for (let i = 0; i < BATCH_PACKETS; i += 1) act(i * PACKET_ROOM_BYTES, i);
}

function shortenNames({ size, setNameLength }: Messages, length: number): void {
  for (let i = 0; i < size; i += 1) setNameLength(i, length);
}
