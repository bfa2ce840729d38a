/**
 * Whether this machine looks at packets on their way out. Frames that are written by us pass by all of that, so that they
 * may be written only where there is nothing to pass by. Numbers of linux/netfilter/nfnetlink.h and nf_tables.h.
 */

import { readFileSync } from 'node:fs';
import type { Libc } from '../libc.ts';
import { NLM_F_DUMP, NLMSG_ERROR, openNetlink, readAttributes } from './netlink.ts';

const NETLINK_NETFILTER = 12;
const NFNL_SUBSYS_NFTABLES = 10;
const NFT_MSG_NEWCHAIN = (NFNL_SUBSYS_NFTABLES << 8) | 3;
const NFT_MSG_GETCHAIN = (NFNL_SUBSYS_NFTABLES << 8) | 4;
const NFTA_CHAIN_HOOK = 4;
const NFTA_HOOK_HOOKNUM = 1;
/** struct nfgenmsg { u8 family; u8 version; be16 resource; } */
const HEADER_BYTES = 4;

/** Hooks on the way out, by the family of their table: NF_INET_LOCAL_OUT, NF_INET_POST_ROUTING, NF_NETDEV_EGRESS. */
const OUTWARD: Readonly<Record<number, readonly number[]>> = { 1: [3, 4], 2: [3, 4], 5: [1] };

const EINVAL = 22;

/** Tables of the older iptables; absent where they are not in use. */
const LEGACY = '/proc/net/ip_tables_names';

/** @returns true too where this process may not know, for want of CAP_NET_ADMIN */
export function hasOutwardRules(libc: Libc): boolean {
  return hasLegacyTables() || hasOutwardChains(libc);
}

function hasLegacyTables(): boolean {
  try {
    return readFileSync(LEGACY, 'utf8').trim() !== '';
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ENOENT');
  }
}

function hasOutwardChains(libc: Libc): boolean {
  const { ask, close } = openNetlink(libc, NETLINK_NETFILTER);
  try {
    return ask(NFT_MSG_GETCHAIN, NLM_F_DUMP, [0, 0, 0, 0]).some(({ type, body }) => {
      // EINVAL: a kernel without nf_tables.
      if (type === NLMSG_ERROR) return body.getInt32(0, true) !== -EINVAL;
      if (type !== NFT_MSG_NEWCHAIN) return false;
      const hook = readAttributes(body, HEADER_BYTES).get(NFTA_CHAIN_HOOK);
      if (hook === undefined) return false;
      const number = readAttributes(hook, 0).get(NFTA_HOOK_HOOKNUM)?.getUint32(0) ?? -1;
      return OUTWARD[body.getUint8(0)]?.includes(number) ?? false;
    });
  } catch {
    return true;
  } finally {
    close();
  }
}
