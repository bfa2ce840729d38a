/** Audits across a network of two namespaces: what each kind of answer is counted as, and which packets really go out. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StateCounts } from '../../src/domain/endpoint.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { RunRecord } from '../../src/domain/run.ts';
import { listRuns } from '../../src/journal/folder.ts';
import { run, start } from '../helpers/cli.ts';
import { leftOut } from '../helpers/left-out.ts';
import { whyNoNamespaces } from '../helpers/netns.ts';
import { scopeFile, scopeText, temporaryFolder } from '../helpers/scope.ts';
import { until } from '../helpers/until.ts';
import { createNetwork, INTERFACE, type Network } from '../helpers/wire.ts';

const missing = whyNoNamespaces();

const EXCLUDED = ['10.64.0.9', '10.64.10.64/26', 'fd00:64::7'];
const MANY = Array.from({ length: 32 }, (_, i) => `10.64.8.${i * 4 + 1}`);
const MORE = Array.from({ length: 160 }, (_, i) => `10.64.${16 + Math.floor(i / 20)}.${(i % 20) * 12 + 3}`);
const SPEED = ['--rate', 'max', '--prefix-rate', 'max', '--seed', '5', '--no-progress', '--quiet'];

let network: Network;

function inside(): { before: string[] } {
  return { before: [...network.scanner.inside] };
}

async function resultOf(out: string): Promise<{ record: RunRecord; findings: Finding[] }> {
  const folder = join(out, (await listRuns(out))[0] ?? '');
  const record: RunRecord = JSON.parse(await readFile(join(folder, 'run.json'), 'utf8'));
  const { findings } = JSON.parse(await readFile(join(folder, 'findings.json'), 'utf8'));
  return { record, findings };
}

async function audit(
  ranges: readonly string[],
  more: string,
  ...args: string[]
): Promise<{ status: number | null; out: string; record: RunRecord; findings: Finding[] }> {
  const { file } = await scopeFile(scopeText(ranges, more));
  const out = await temporaryFolder();
  const ended = await run(['audit', file, '--out', out, ...SPEED, ...args], inside());
  expect(ended.stderr).toBe('');
  return { status: ended.status, out, ...(await resultOf(out)) };
}

function only(states: Partial<StateCounts>): StateCounts {
  return { open: 0, closed: 0, filtered: 0, unreachable: 0, 'not-tested': 0, ...states };
}

function expectNothingAstray(): void {
  const { outside, excluded } = network.counts();
  expect({ outside, excluded }).toEqual({
    outside: 0,
    excluded: Object.fromEntries(EXCLUDED.map((text) => [text, 0])),
  });
}

describe.skipIf(leftOut('runs in network namespaces', missing))('across a network', () => {
  beforeAll(async () => {
    network = createNetwork({
      prefixes: ['10.64.0.0/16', 'fd00:64::/112'],
      excluded: EXCLUDED,
      behaviours: [
        ['10.64.1.0/24', 'silent'],
        ['10.64.2.0/24', 'net-unreachable'],
        ['10.64.3.0/24', 'host-unreachable'],
        ['10.64.4.0/24', 'admin-prohibited'],
        ['10.64.5.0/24', 'port-unreachable'],
        ['fd00:64::10/124', 'silent'],
        ['fd00:64::20/124', 'no-route'],
        ['fd00:64::30/124', 'admin-prohibited'],
        ['fd00:64::40/124', 'addr-unreachable'],
      ],
    });
    // The scanner's own "no": a route that forbids, and addresses to which it has no route at all.
    network.scanner.ip('route add prohibit 10.64.6.0/30');
    const many = [...MANY, ...MORE].map((address) => [address, 2375] as const);
    await network.listen([['10.64.0.5', 2375], ['10.64.0.6', 2376], ['fd00:64::a', 2375], ...many]);
  }, 30_000);
  afterAll(() => network?.remove());

  it.each(['connect', 'portable', 'syn'])(
    'counts each kind of answer as what it is, by %s',
    async (engine) => {
      const ranges = [0, 1, 2, 3, 4, 5].map((third) => `10.64.${third}.0/28`);
      const { status, record, findings } = await audit(
        [...ranges, '10.64.6.0/30', '10.65.0.0/30'],
        'exclude: [10.64.0.9]\n',
        '--engine',
        engine,
      );
      expect(status).toBe(1);
      expect(record.ranges.map(({ range, states }) => [range, states])).toEqual([
        ['10.64.0.0/28', only({ open: 2, closed: 28 })],
        ['10.64.1.0/28', only({ filtered: 32 })],
        ['10.64.2.0/28', only({ unreachable: 32 })],
        ['10.64.3.0/28', only({ unreachable: 32 })],
        ['10.64.4.0/28', only({ unreachable: 32 })],
        // The kernel tells a program of "port unreachable" in the same word as of RST.
        ['10.64.5.0/28', only({ closed: 32 })],
        ['10.64.6.0/30', only({ 'not-tested': 8 })],
        ['10.65.0.0/30', only({ 'not-tested': 8 })],
      ]);
      expect(record.notTested).toEqual({ EACCES: 8, 'no-route': 8 });
      expect(record.coverage).toMatchObject({ endpoints: 206, tested: 190 });
      expect(findings.map(({ address, port, verdict }) => `${address} ${port} ${verdict}`)).toEqual([
        '10.64.0.5 2375 engine-open-plaintext',
        '10.64.0.6 2376 engine-open-plaintext',
      ]);
      expectNothingAstray();
    },
    90_000,
  );

  it.each(['connect', 'syn'])(
    'audits IPv6 from end to end, by %s',
    async (engine) => {
      const more = 'exclude: ["fd00:64:0:0::7"]\n';
      // Longer than a second: an ICMPv6 message that meets a busy socket takes effect with the kernel's next try.
      const { status, out, record, findings } = await audit(
        ['"FD00:0064::/121"'],
        more,
        '--timeout',
        '2500',
        '--engine',
        engine,
      );
      expect(status).toBe(1);
      expect(record.states).toEqual(only({ open: 1, closed: 125, filtered: 32, unreachable: 96 }));
      expect(findings).toHaveLength(1);
      expect(findings[0]).toMatchObject({ address: 'fd00:64::a', port: 2375, verdict: 'engine-open-plaintext' });
      expect(findings[0]?.engine?.version).toBe('20.10.24');
      const again = await run(['report', (await listRuns(out))[0] ?? '', '--out', out, '--format', 'csv', '--to', '-']);
      expect(again.stdout).toContain(',fd00:64::a,2375,');
      expectNothingAstray();
    },
    60_000,
  );

  it('finds what loss had hidden, with retries', async () => {
    network.lose(20);
    const ask = ['--no-second-look', '--ports', '2375', '--timeout', '400', '--retries'];
    const before = network.counts();
    const once = await audit(['10.64.8.0/25'], '', ...ask, '0');
    const patient = await audit(['10.64.8.0/25'], '', ...ask, '12');
    network.lose(0);
    expect(once.record.states.filtered).toBeGreaterThan(0);
    expect(once.record.states.open + once.record.states.closed + once.record.states.filtered).toBe(128);
    expect(patient.record.states).toEqual(only({ open: MANY.length, closed: 128 - MANY.length }));
    expect(network.counts().lost).toBeGreaterThan(before.lost);
    expectNothingAstray();
  }, 90_000);

  it('keeps the rate that it was told in every second, probes included', async () => {
    const { file } = await scopeFile(scopeText(['10.64.16.0/21']));
    const out = await temporaryFolder();
    const args = ['audit', file, '--out', out, ...SPEED, '--ports', '2375', '--rate', '200', '--max-duration', '9s'];
    const { ended } = start(args, inside());
    const begun = network.counts().syn;
    while (network.counts().syn < begun + 200) await sleep(20);
    const seconds: number[] = [];
    let last = { syn: network.counts().syn, at: performance.now() };
    for (let second = 0; second < 6; second += 1) {
      await sleep(Math.max(0, 1_000 - (performance.now() - last.at)));
      const asked = performance.now();
      const { syn } = network.counts();
      // The counters were read at some moment of the call.
      const at = (asked + performance.now()) / 2;
      seconds.push(((syn - last.syn) * 1_000) / (at - last.at));
      last = { syn, at };
    }
    expect((await ended).status).toBe(3);
    const { record } = await resultOf(out);
    expect(record.probes.done).toBeGreaterThan(50);
    // A busy machine may send less for a while; nothing excuses more.
    expect(seconds.filter((rate) => rate > 210)).toEqual([]);
    expect(seconds.sort((a, b) => a - b)[3]).toBeGreaterThan(190);
  }, 40_000);

  it('never sends a packet to an exclusion, not when killed and resumed either', async () => {
    const { file } = await scopeFile(
      scopeText(['10.64.0.0/28', '10.64.8.0/22'], `exclude: [${EXCLUDED.join(', ')}]\n`),
    );
    const out = await temporaryFolder();
    const paced = [...SPEED, '--rate', '250'].filter((word) => word !== '--seed' && word !== '5');
    const before = network.counts();
    let args = ['audit', file, '--out', out, ...paced, '--seed', '5'];
    for (const packets of [250, 100, 400]) {
      const begun = network.counts().syn;
      const { child, ended } = start(args, inside());
      await until(() => network.counts().syn > begun + packets);
      child.kill('SIGKILL');
      expect((await ended).signal).toBe('SIGKILL');
      args = ['audit', file, '--out', out, ...paced, '--resume', (await listRuns(out))[0] ?? ''];
    }
    expect((await run(args, inside())).status).toBe(1);
    const { record } = await resultOf(out);
    expect(record).toMatchObject({ outcome: 'finished', resumedAt: [{}, {}, {}].map(() => expect.any(String)) });
    expect(record.states).toMatchObject({ open: MANY.length + 2, 'not-tested': 0, filtered: 0 });
    expect(network.counts().syn - before.syn).toBeGreaterThanOrEqual(record.scope.endpoints);
    expectNothingAstray();
  }, 60_000);

  it('plans without a packet', async () => {
    const { file } = await scopeFile(scopeText(['10.64.0.0/20', '"fd00:64::/120"']));
    const before = network.counts();
    const ended = await run(['plan', file], inside());
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    expect(ended.stdout).toContain('10.64.0.0/20');
    expect(network.counts()).toEqual(before);
  });

  it('would have seen a packet that went astray', () => {
    const knock = (host: string): string =>
      `require('node:net').connect({ host: '${host}', port: 2375, timeout: 200 }).on('timeout', process.exit)`;
    for (const host of ['10.64.0.9', '10.64.10.65', 'fd00:64::7'])
      network.scanner.run(process.execPath, '-e', knock(host));
    expect(network.counts().excluded).toEqual({ '10.64.0.9': 1, '10.64.10.64/26': 1, 'fd00:64::7': 1 });
    network.scanner.ip(`route add 10.66.0.0/28 via 10.63.255.2 dev ${INTERFACE}`);
    network.scanner.run(process.execPath, '-e', knock('10.66.0.1'));
    expect(network.counts()).toMatchObject({ outside: 1 });
  });
});
