/**
 * Two namespaces joined by a veth pair: `scanner`, where audits run, and `targets`, which answers for whole prefixes.
 *
 * The scanner has a route to these prefixes and to nothing else. What arrives at the far end of the wire is counted
 * before anything else looks at it, so that raw and packet sockets are counted like any other: `outside` for whatever was
 * not addressed to the prefixes, one counter for each excluded address. The scanner's own output is counted too.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createNamespace, type Namespace } from './netns.ts';

/** How an address of the targets can be anything but closed: no word at all, or an ICMP message (nft(8), reject). */
export type Behaviour =
  | 'silent'
  | 'net-unreachable'
  | 'host-unreachable'
  | 'port-unreachable'
  | 'admin-prohibited'
  | 'no-route'
  | 'addr-unreachable';

export interface NetworkOptions {
  /** The prefixes that the targets answer for, IPv4 and IPv6. Closed ports answer with RST. */
  prefixes: readonly string[];
  /** Addresses or prefixes that no packet may reach; each is counted by itself. */
  excluded?: readonly string[];
  /**
   * Whether the scanner's kernel counts and drops what would leave the prefixes. Such a rule keeps the `syn` engine from
   * writing frames past it; without it, the wire counts alone.
   */
  guard?: boolean;
  /** Prefixes that behave in another way. */
  behaviours?: readonly (readonly [prefix: string, behaviour: Behaviour])[];
}

export interface Counts {
  /** Connection requests that arrived on the wire, lost ones included. */
  syn: number;
  /** All packets to the prefixes, lost ones included. */
  packets: number;
  lost: number;
  /** Packets to any address outside the prefixes, on the wire or before it. */
  outside: number;
  excluded: Record<string, number>;
}

export interface Network {
  readonly scanner: Namespace;
  readonly targets: Namespace;
  counts(): Counts;
  /** Per cent of packets that vanish, in each direction by itself. */
  lose(percent: number): void;
  /** Serves an engine's `/version` at these places; a port of `0.0.0.0` or `::` is open everywhere. */
  listen(places: readonly (readonly [address: string, port: number])[]): Promise<ChildProcess>;
  remove(): void;
}

const LINK = { scanner: ['10.63.255.1/30', 'fd00:63::1/64'], targets: ['10.63.255.2/30', 'fd00:63::2/64'] } as const;
/** Where the scanner's route points. */
const GATEWAY = { v4: '10.63.255.2', v6: 'fd00:63::2' };
export const INTERFACE = 'lab0';
/** From the root of the project, where tests and benchmarks run: what is compiled lies elsewhere. */
const LISTENER = resolve('test/helpers/listen.mjs');
const isV6 = (text: string): boolean => text.includes(':');

export function createNetwork(options: NetworkOptions): Network {
  const [scanner, targets] = [createNamespace('scanner'), createNamespace('targets')];
  scanner.ip(`link add ${INTERFACE} type veth peer name ${INTERFACE} netns ${targets.name}`);
  for (const [namespace, addresses] of [
    [scanner, LINK.scanner],
    [targets, LINK.targets],
  ] as const) {
    namespace.sysctl({ 'net/ipv6/conf/all/accept_ra': 0, 'net/ipv6/conf/default/accept_ra': 0 });
    for (const address of addresses)
      namespace.ip(`address add ${address} dev ${INTERFACE}${isV6(address) ? ' nodad' : ''}`);
    namespace.ip(`link set ${INTERFACE} up`);
  }
  // Without these the kernel would leave most ICMP messages unsaid, and bind to no IPv6 address that it was not given.
  targets.sysctl({
    'net/ipv4/icmp_ratemask': 0,
    'net/ipv6/icmp/ratelimit': 0,
    'net/ipv4/icmp_msgs_per_sec': 1_000_000,
    'net/ipv4/icmp_msgs_burst': 1_000_000,
    'net/ipv6/ip_nonlocal_bind': 1,
  });
  for (const prefix of options.prefixes) {
    targets.ip(`${isV6(prefix) ? '-6 ' : ''}route add local ${prefix} dev lo`);
    scanner.ip(
      `${isV6(prefix) ? '-6 ' : ''}route add ${prefix} via ${isV6(prefix) ? GATEWAY.v6 : GATEWAY.v4} dev ${INTERFACE}`,
    );
  }
  if (options.guard !== false) scanner.nft(guardRules(options));
  targets.nft(wireRules(options));
  targets.nft(behaviourRules(options));
  return {
    scanner,
    targets,
    counts: () => readCounts(scanner, targets, options),
    lose: (percent) => targets.nft(lossRules(percent)),
    listen: (places) => listen(targets, places),
    remove() {
      scanner.remove();
      targets.remove();
    },
  };
}

/** Packets that belong to the link itself: address resolution, and IPv6's multicast housekeeping. */
const HOUSEKEEPING = 'ip6 daddr ff02::/16 accept; icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept;';

function outsideRules({ prefixes }: NetworkOptions): string {
  const elements = (v6: boolean): string => prefixes.filter((prefix) => isV6(prefix) === v6).join(', ');
  const rule = (family: string, list: string): string =>
    list === ''
      ? `meta protocol ${family} counter name outside drop;`
      : `${family} daddr != { ${list} } counter name outside drop;`;
  return `${rule('ip', elements(false))} ${rule('ip6', elements(true))}`;
}

function excludedRules({ excluded = [] }: NetworkOptions): { counters: string; rules: string } {
  return {
    counters: excluded.map((_, i) => `counter excluded${i} {}`).join('; '),
    rules: excluded
      .map((text, i) => `${isV6(text) ? 'ip6' : 'ip'} daddr ${text} counter name excluded${i} drop;`)
      .join(' '),
  };
}

/** What the scanner's own kernel sends; a packet socket passes by it, and is caught on the wire. */
function guardRules(options: NetworkOptions): string {
  return `table inet guard {
    counter outside {}
    chain output { type filter hook output priority 0; policy accept;
      oifname "lo" accept; ${HOUSEKEEPING} ${outsideRules(options)} }
  }`;
}

function wireRules(options: NetworkOptions): string {
  const { counters, rules } = excludedRules(options);
  const silent = (options.behaviours ?? []).filter(([, behaviour]) => behaviour === 'silent');
  const drops = silent.map(([prefix]) => `${isV6(prefix) ? 'ip6' : 'ip'} daddr ${prefix} drop;`).join(' ');
  return `table netdev wire {
    counter outside {}; counter syn {}; counter arrived {}; counter lost {}; ${counters}
    chain requestloss {}
    chain answerloss {}
    chain arrive { type filter hook ingress device "${INTERFACE}" priority 0; policy accept;
      ether type arp accept; ${HOUSEKEEPING} ${outsideRules(options)} ${rules}
      tcp flags & (syn | ack | rst | fin) == syn counter name syn
      counter name arrived
      jump requestloss
      ${drops} }
    chain leave { type filter hook egress device "${INTERFACE}" priority 0; policy accept;
      ether type arp accept; ${HOUSEKEEPING} jump answerloss; }
  }`;
}

function behaviourRules({ behaviours = [] }: NetworkOptions): string {
  const rules = behaviours
    .filter(([, behaviour]) => behaviour !== 'silent')
    .map(([prefix, behaviour]) =>
      isV6(prefix)
        ? `ip6 daddr ${prefix} reject with icmpv6 type ${behaviour};`
        : `ip daddr ${prefix} reject with icmp type ${behaviour};`,
    );
  return `table inet targets {
    chain input { type filter hook input priority 0; policy accept;
      ${rules.join(' ')} }
  }`;
}

/** Random loss by nftables rather than by netem, which many kernels are built without. */
function lossRules(percent: number): string {
  const rule = `numgen random mod 100000 < ${Math.round(percent * 1000)} counter name lost drop`;
  return `flush chain netdev wire requestloss
    flush chain netdev wire answerloss
    ${percent > 0 ? `add rule netdev wire requestloss ${rule}\nadd rule netdev wire answerloss ${rule}` : ''}`;
}

function readCounts(scanner: Namespace, targets: Namespace, { excluded = [], guard }: NetworkOptions): Counts {
  const wire = targets.counters();
  const kept = guard === false ? 0 : (scanner.counters().outside ?? Number.NaN);
  const { syn = 0, arrived = 0, lost = 0, outside = Number.NaN } = wire;
  return {
    syn,
    packets: arrived,
    lost,
    outside: outside + kept,
    excluded: Object.fromEntries(excluded.map((text, i) => [text, wire[`excluded${i}`] ?? Number.NaN])),
  };
}

async function listen(
  { inside }: Namespace,
  places: readonly (readonly [address: string, port: number])[],
): Promise<ChildProcess> {
  const [command = 'ip', ...rest] = inside;
  const child = spawn(command, [...rest, process.execPath, LISTENER], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin?.end(JSON.stringify(places));
  const ended = once(child, 'exit').then(([status]) => {
    throw new Error(`the listener ended with status ${status}`);
  });
  await Promise.race([once(child.stdout ?? child, 'data'), ended]);
  ended.catch(() => undefined);
  return child;
}
