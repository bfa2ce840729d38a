/** The kernel's routing decision: rtnetlink(7), with the structures of linux/rtnetlink.h. */

import { AF_INET, errnoName, type Libc } from '../libc.ts';
import { hasOutwardRules } from './firewall.ts';
import { NLM_F_DUMP, NLMSG_ERROR, openNetlink, readAttributes } from './netlink.ts';

const NETLINK_ROUTE = 0;
const RTM_NEWLINK = 16;
const RTM_GETLINK = 18;
const RTM_NEWROUTE = 24;
const RTM_GETROUTE = 26;
const RTM_NEWNEIGH = 28;
const RTM_GETNEIGH = 30;
const RTM_NEWRULE = 32;
const RTM_GETRULE = 34;

const RTA_DST = 1;
const RTA_OIF = 4;
const RTA_GATEWAY = 5;
const RTA_PREFSRC = 7;
const IFLA_ADDRESS = 1;
const NDA_DST = 1;
const NDA_LLADDR = 2;
const FRA_PRIORITY = 6;
/** Priority and table (local, main, default) of the rules that every system has (linux/fib_rules.h). */
const USUAL_RULES: ReadonlyMap<number, number> = new Map([
  [0, 255],
  [32_766, 254],
  [32_767, 253],
]);

const RTN_UNICAST = 1;
/**
 * States of a neighbour whose hardware address is known: REACHABLE, DELAY, PROBE, PERMANENT, NOARP (linux/neighbour.h). Not
 * STALE: a packet that the kernel sends makes it ask again, and a frame of ours would not.
 */
const NUD_RESOLVED = 0x02 | 0x08 | 0x10 | 0x80 | 0x40;

const ROUTE_HEADER_BYTES = 12;
const LINK_HEADER_BYTES = 16;
/** linux/if_arp.h */
const ARPHRD_ETHER = 1;

/** The route to an IPv4 address. Addresses are 32-bit values. */
export interface RouteAnswer {
  source: number;
  device: number;
  /** Undefined where the address itself is the next hop. */
  gateway: number | undefined;
  unicast: boolean;
}

export interface Routing {
  /** @returns the error's name where there is no route */
  route(address: number): RouteAnswer | string;
  /** Our own hardware address on an Ethernet device; undefined for any other device. */
  ethernet(device: number): Uint8Array | undefined;
  /** The hardware address of a neighbour, if the kernel knows it. */
  neighbour(device: number, address: number): Uint8Array | undefined;
  /** Routes of the tables that are more specific than a /24. */
  narrowRoutes(): { first: number; last: number }[];
  /** Whether routing depends on more than the destination. */
  hasOtherRules(): boolean;
  /** Whether packets are looked at on their way out. */
  hasOutwardRules(): boolean;
  close(): void;
}

export function openRouting(libc: Libc): Routing {
  const { ask, close } = openNetlink(libc, NETLINK_ROUTE);
  return {
    route(address) {
      const [answer] = ask(RTM_GETROUTE, 0, [AF_INET, 32, ...zeros(10), ...attribute(RTA_DST, bytesOf(address))]);
      if (answer === undefined) return 'no answer';
      if (answer.type === NLMSG_ERROR) return errnoName(-answer.body.getInt32(0, true));
      const attributes = readAttributes(answer.body, ROUTE_HEADER_BYTES);
      const source = attributes.get(RTA_PREFSRC)?.getUint32(0);
      // A device without an address: the checksum could not be known.
      if (source === undefined) return 'EADDRNOTAVAIL';
      return {
        source,
        device: attributes.get(RTA_OIF)?.getUint32(0, true) ?? 0,
        gateway: attributes.get(RTA_GATEWAY)?.getUint32(0),
        unicast: answer.type === RTM_NEWROUTE && answer.body.getUint8(7) === RTN_UNICAST,
      };
    },
    ethernet(device) {
      // struct ifinfomsg { u8 family; u8 pad; u16 type; s32 index; u32 flags; u32 change; }
      const [answer] = ask(RTM_GETLINK, 0, [...zeros(4), ...littleEndian(device), ...zeros(8)]);
      if (answer?.type !== RTM_NEWLINK || answer.body.getUint16(2, true) !== ARPHRD_ETHER) return undefined;
      return hardwareOf(readAttributes(answer.body, LINK_HEADER_BYTES).get(IFLA_ADDRESS));
    },
    neighbour(device, address) {
      for (const { type, body } of ask(RTM_GETNEIGH, NLM_F_DUMP, [AF_INET, ...zeros(11)])) {
        if (type !== RTM_NEWNEIGH || body.getInt32(4, true) !== device) continue;
        // struct ndmsg { u8 family; u8 pad; u16 pad; s32 ifindex; u16 state; u8 flags; u8 type; }
        const attributes = readAttributes(body, ROUTE_HEADER_BYTES);
        if (attributes.get(NDA_DST)?.getUint32(0) !== address || (body.getUint16(8, true) & NUD_RESOLVED) === 0)
          continue;
        return hardwareOf(attributes.get(NDA_LLADDR));
      }
      return undefined;
    },
    narrowRoutes() {
      return ask(RTM_GETROUTE, NLM_F_DUMP, [AF_INET, ...zeros(11)]).flatMap(({ type, body }) => {
        const length = type === RTM_NEWROUTE ? body.getUint8(1) : 0;
        const first =
          length > 24 && length <= 32 ? readAttributes(body, ROUTE_HEADER_BYTES).get(RTA_DST)?.getUint32(0) : undefined;
        return first === undefined ? [] : [{ first, last: first + 2 ** (32 - length) - 1 }];
      });
    },
    hasOtherRules: () =>
      ask(RTM_GETRULE, NLM_F_DUMP, [AF_INET, ...zeros(11)]).some(({ type, body }) => {
        if (type !== RTM_NEWRULE) return false;
        // struct fib_rule_hdr { u8 family; u8 dst_len; u8 src_len; u8 tos; u8 table; ... }
        const priority = readAttributes(body, ROUTE_HEADER_BYTES).get(FRA_PRIORITY)?.getUint32(0, true) ?? 0;
        return (body.getUint32(0) & 0xffffff) !== 0 || USUAL_RULES.get(priority) !== body.getUint8(4);
      }),
    hasOutwardRules: () => hasOutwardRules(libc),
    close,
  };
}

function attribute(type: number, data: readonly number[]): number[] {
  return [data.length + 4, 0, type, 0, ...data];
}

function hardwareOf(data: DataView | undefined): Uint8Array | undefined {
  return data?.byteLength === 6 ? new Uint8Array(data.buffer, data.byteOffset, 6).slice() : undefined;
}

function littleEndian(value: number): number[] {
  return [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24];
}

function bytesOf(address: number): number[] {
  return [address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255];
}

function zeros(count: number): number[] {
  return Array<number>(count).fill(0);
}
