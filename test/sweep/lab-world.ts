/** What the lab's target shows, range by range, and what every engine must make of it. */

import { expect, it } from 'vitest';
import { createWalk } from '../../src/scope/walk.ts';
import { LISTENER, type Netlab, type SweepOutcome, type SweepRequest } from '../helpers/netlab.ts';
import { scopeOf } from '../helpers/scope.ts';

interface Part {
  range: string;
  /** Of port 2375 and of port 2376. */
  expected: [string, string];
  rule?: string;
}

const both = (word: string): [string, string] => [word, word];

const WORLD: readonly Part[] = [
  { range: '10.77.1.0/28', expected: ['open', 'closed ECONNREFUSED'] },
  { range: '10.77.2.0/29', expected: both('filtered timeout'), rule: 'drop' },
  { range: '10.77.3.0/30', expected: both('unreachable EHOSTUNREACH'), rule: 'reject with icmp type host-unreachable' },
  { range: '10.77.3.4/30', expected: both('unreachable ENETUNREACH'), rule: 'reject with icmp type net-unreachable' },
  { range: '10.77.3.8/30', expected: both('unreachable EHOSTUNREACH'), rule: 'reject with icmp type admin-prohibited' },
  { range: '10.77.3.12/30', expected: both('closed ECONNREFUSED'), rule: 'reject with icmp type port-unreachable' },
  { range: '10.77.3.16/30', expected: both('unreachable ENOPROTOOPT'), rule: 'reject with icmp type prot-unreachable' },
  { range: '10.77.4.0/30', expected: both('closed ECONNREFUSED'), rule: 'reject with tcp reset' },
  { range: '"fd77::100/124"', expected: ['open', 'closed ECONNREFUSED'] },
  { range: '"fd77::200/125"', expected: both('filtered timeout'), rule: 'drop' },
  { range: '"fd77::300/126"', expected: both('unreachable ENETUNREACH'), rule: 'reject with icmpv6 type no-route' },
  { range: '"fd77::304/126"', expected: both('unreachable EACCES'), rule: 'reject with icmpv6 type admin-prohibited' },
  {
    range: '"fd77::308/126"',
    expected: both('unreachable EHOSTUNREACH'),
    rule: 'reject with icmpv6 type addr-unreachable',
  },
  { range: '"fd77::30c/126"', expected: both('closed ECONNREFUSED'), rule: 'reject with icmpv6 type port-unreachable' },
];

const RANGES = WORLD.map(({ range }) => range);

/** Opens a port everywhere, and lets the target treat its networks as `WORLD` says. */
export async function buildWorld(lab: Netlab): Promise<void> {
  await lab.open();
  for (const side of ['here', 'there'] as const) await lab.serve(side, LISTENER);
  applyRules(lab);
}

function applyRules(lab: Netlab): void {
  const rules = WORLD.flatMap(({ range, rule }) => {
    const plain = range.replaceAll('"', '');
    // Ping and neighbour discovery stay.
    return rule === undefined ? [] : [`${plain.includes(':') ? 'ip6' : 'ip'} daddr ${plain} meta l4proto tcp ${rule}`];
  });
  lab.rules('there', 'input', rules);
}

/** What the sweep of `WORLD` must give, as `address port: state reason`. */
function expectedLines(): string[] {
  const scope = scopeOf(RANGES);
  const walk = createWalk(scope, 1, { index: 1, count: 1 });
  return Array.from({ length: walk.size }, (_, position) => {
    const { address, port, range } = walk.at(position);
    return `${address} ${port}: ${WORLD[range]?.expected[port === 2375 ? 0 : 1]}`;
  }).sort();
}

function linesOf({ records }: SweepOutcome): string[] {
  return records
    .map((record) => `${record.endpoint}: ${record.state === 'open' ? 'open' : `${record.state} ${record.reason}`}`)
    .sort();
}

/** Every endpoint has one record, and nothing stays open. */
function expectWhole({ counts, doubled, size, error, descriptors }: SweepOutcome): void {
  expect(error).toBeUndefined();
  expect(doubled).toBe(0);
  expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(size);
  expect(descriptors[1]).toBeLessThanOrEqual(descriptors[0]);
}

/** The tests that every native engine must pass; the lab is built. */
export function testInLab(engine: 'connect' | 'syn', lab: () => Netlab): void {
  const sweep = async (
    request: Omit<SweepRequest, 'engine'>,
    meanwhile?: () => void | Promise<void>,
  ): Promise<SweepOutcome> => await lab().sweep({ engine, ...request }, meanwhile);

  it.each([1, 2])('tells every state of the network apart, IPv4 and IPv6, with %i threads', async (threads) => {
    const outcome = await sweep({ ranges: RANGES, retries: 2, timeout: 400, threads, times: 2 });
    expectWhole(outcome);
    expect(linesOf(outcome)).toEqual(expectedLines());
    expect(outcome.counters.trouble).toBe(0);
    // Now and then an ICMP error comes too early for the kernel to mind it, and the next try meets another.
    expect(outcome.counters.late).toBeLessThan(18);
  });

  it('does not take for the network’s word what this machine says', async () => {
    for (const route of ['prohibit 10.89.0.0/31', 'blackhole 10.89.1.0/31']) lab().run('here', `ip route add ${route}`);
    const ranges = ['10.88.0.0/31', '10.89.0.0/31', '10.89.1.0/31', '"fd88::/127"'];
    const outcome = await sweep({ ranges, timeout: 300 });
    expectWhole(outcome);
    expect(outcome.counts).toEqual({ 'not-tested no-route': 8, 'not-tested EACCES': 4, 'not-tested EINVAL': 4 });
    expect(outcome.counters.trouble).toBe(8 * 6 + 8 * 3);
  });

  it('sweeps loopback', async () => {
    const outcome = await sweep({ ranges: ['127.3.0.0/27', '"::1"'], timeout: 400 });
    expectWhole(outcome);
    expect(outcome.counts).toEqual({ open: 33, 'closed ECONNREFUSED': 33 });
  });

  it('sweeps one endpoint, and only the positions of a list with more threads than positions', async () => {
    const one = await sweep({ ranges: ['10.77.1.9'], positions: { list: [1] } });
    expect(one.records).toMatchObject([{ position: 1 }]);
    const list = [500, 3, 77];
    const some = await sweep({ ranges: ['10.77.5.0/24'], positions: { list }, threads: 4, retries: 1 });
    expect(some.records.map(({ position }) => position).sort((a, b) => a - b)).toEqual([3, 77, 500]);
    const rest = await sweep({ ranges: ['10.77.5.0/24'], positions: { from: 500, skip: [501, 511] }, threads: 2 });
    expect(rest.records.map(({ position }) => position).sort((a, b) => a - b)).toEqual([
      500, 502, 503, 504, 505, 506, 507, 508, 509, 510,
    ]);
  });

  it.each([0, 3])('sends to a silent endpoint once and %i times more', async (retries) => {
    const started = await sweep({ ranges: ['10.77.2.0/29', '"fd77::200/125"'], retries, timeout: 200 });
    expectWhole(started);
    expect(started.counts).toEqual({ 'filtered timeout': 32 });
    expect(started.counters).toMatchObject({ sent: 32 * (retries + 1), started: 32 });
    expect(started.seconds).toBeGreaterThan(0.2 * (retries + 1));
    // How often is counted above; a busy machine only takes longer.
    expect(started.seconds).toBeLessThan(0.2 * (retries + 1) + 5);
  });

  it('finds everything under loss, and says that tries were lost', async () => {
    lab().rules('there', 'input', ['tcp dport 2375-2376 numgen random mod 100 < 25 drop']);
    try {
      const outcome = await sweep({ ranges: ['10.77.6.0/24'], retries: 12, timeout: 100, concurrency: 512 });
      expectWhole(outcome);
      expect(outcome.counts).toEqual({ open: 256, 'closed ECONNREFUSED': 256 });
      expect(outcome.counters.late).toBeGreaterThan(60);
    } finally {
      applyRules(lab());
    }
  });

  it('keeps a slow rate, and waits for the last answers at it', async () => {
    const outcome = await sweep({ ranges: ['10.77.7.0/28', '10.77.2.0/29'], rate: 40, retries: 1, timeout: 300 });
    expectWhole(outcome);
    expect(outcome.counts).toEqual({ open: 16, 'closed ECONNREFUSED': 16, 'filtered timeout': 16 });
    // 48 endpoints, 16 of them twice.
    expect(outcome.counters.sent).toBe(64);
    expect(64 / outcome.seconds).toBeLessThan(43);
  });

  it('keeps the rate of a prefix, and lets another one pass', async () => {
    const outcome = await sweep({ ranges: ['10.77.8.0/25', '10.77.9.0/28'], prefixRate: 128, timeout: 300 });
    expectWhole(outcome);
    expect(outcome.counts).toEqual({ open: 144, 'closed ECONNREFUSED': 144 });
    expect(outcome.seconds).toBeGreaterThan(1.7);
    expect(outcome.seconds).toBeLessThan(3.5);
  });

  it('stops within a second, in the middle of it all', async () => {
    const outcome = await sweep({ ranges: ['10.77.0.0/16'], rate: 3_000, retries: 3, stopAfter: 700, threads: 2 });
    expect(outcome.error).toBeUndefined();
    expect(outcome.seconds).toBeLessThan(1.7);
    expect(outcome.doubled).toBe(0);
    expect(outcome.records.length).toBeLessThan(5_000);
    expect(outcome.records.length).toBeGreaterThan(500);
    expect(outcome.descriptors[1]).toBeLessThanOrEqual(outcome.descriptors[0] + 1);
  });

  it('loses nothing to a slow caller', async () => {
    const outcome = await sweep({
      ranges: ['10.77.128.0/18'],
      rate: 15_000,
      slow: 20,
      countOnly: true,
      retries: 4,
      timeout: 500,
    });
    expectWhole(outcome);
    expect(outcome.counts).toEqual({ open: 16_384, 'closed ECONNREFUSED': 16_384 });
  });

  it('lives through an interface that goes down and comes back', async () => {
    const outcome = await sweep({ ranges: ['10.77.10.0/24'], rate: 400, timeout: 300, retries: 2 }, async () => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      lab().run('here', 'ip link set v0 down');
      await new Promise((resolve) => setTimeout(resolve, 300));
      lab().run('here', 'ip link set v0 up');
      lab().run('here', 'ip route add 10.77.0.0/16 via 10.9.0.2');
      lab().run('here', 'ip -6 address replace fd09::1/64 dev v0 nodad');
      lab().run('here', 'ip -6 route replace fd77::/64 via fd09::2');
    });
    expectWhole(outcome);
    expect(outcome.counts).toEqual({ open: 256, 'closed ECONNREFUSED': 256 });
    expect(outcome.counters.trouble + outcome.counters.late).toBeGreaterThan(0);
  });
}
