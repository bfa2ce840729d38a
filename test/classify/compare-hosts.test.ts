import { describe, expect, it } from 'vitest';
import { assembleReport } from '../../src/audit/assemble.ts';
import { classify } from '../../src/classify/classify.ts';
import {
  compareHosts,
  FROZEN_CLOCK,
  type HostTraits,
  type Likeness,
  MIN_ALIKE_ADDRESSES,
  traitsOf,
} from '../../src/classify/compare-hosts.ts';
import { read } from '../../src/classify/reading.ts';
import type { ProbeRecord } from '../../src/domain/attempt.ts';
import { openJournal } from '../../src/journal/journal.ts';
import { alert, certificate, goHeaders, goSaysTls, type Headers, record, respond } from '../fixtures/answers/build.ts';
import { engineHeaders, engineJson, MODERN } from '../fixtures/answers/generations.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';

const START = Date.parse('2026-03-01T02:00:00.000Z');
const BODY = JSON.stringify(engineJson(MODERN));
const NOTHING: Likeness = { qualifiers: [], notes: [] };

interface Host {
  /** Seconds after the start. */
  at?: number;
  /** Seconds that its clock is wrong, or a Date that never changes. */
  clock?: number | string;
  kernel?: string;
  extra?: Headers;
  port?: number;
}

function host(i: number, { at = 0, clock = 0, kernel, extra = [], port = 2375 }: Host = {}): ProbeRecord {
  const body = kernel === undefined ? BODY : BODY.replaceAll(MODERN.kernel ?? '6.1.0-18-amd64', kernel);
  const date = typeof clock === 'string' ? clock : new Date(START + (at + clock) * 1_000).toUTCString();
  const headers = goHeaders(engineHeaders(MODERN), body).map(([name, value]): Headers[number] =>
    name === 'Date' ? [name, date] : [name, value],
  );
  const when = new Date(START + at * 1_000).toISOString();
  const answer = { ...respond(200, [...headers, ...extra], body), at: when };
  return record([answer], { address: `127.0.1.${i}`, port });
}

const traits = (one: ProbeRecord): HostTraits | undefined => traitsOf(read(one), classify(one));
const compare = (hosts: readonly ProbeRecord[]): Likeness[] => compareHosts(hosts.map(traits));
const many = (n: number, make: (i: number) => Host): ProbeRecord[] =>
  Array.from({ length: n }, (_, i) => host(i, make(i)));

describe('hosts that answer alike', () => {
  it('are worth a note when they are many, and no suspicion: cloned machines do that', () => {
    const found = compare(many(MIN_ALIKE_ADDRESSES, (i) => ({ at: i * 30 })));
    expect(new Set(found.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(found[0]).toEqual({ qualifiers: [], notes: [expect.stringMatching(/^10 addresses gave the same answer/)] });
  });

  it('are nothing when they are few, or differ in anything but the date', () => {
    expect(compare(many(MIN_ALIKE_ADDRESSES - 1, (i) => ({ at: i })))).toEqual(
      Array(MIN_ALIKE_ADDRESSES - 1).fill(NOTHING),
    );
    const different = many(MIN_ALIKE_ADDRESSES, (i) => ({ extra: [['X-Node', String(i)]] }));
    expect(compare(different)).toEqual(Array(MIN_ALIKE_ADDRESSES).fill(NOTHING));
  });

  it('count addresses, not ports', () => {
    const half = MIN_ALIKE_ADDRESSES / 2;
    const both = [...many(half, () => ({})), ...many(half, () => ({ port: 2376 }))];
    expect(compare(both)).toEqual(Array(MIN_ALIKE_ADDRESSES).fill(NOTHING));
  });

  it('are found whatever order they come in', () => {
    const hosts = [...many(12, (i) => ({ at: i })), host(200, { extra: [['X-Node', 'x']] })];
    expect(compare(hosts.toReversed())).toEqual(compare(hosts).toReversed());
  });
});

describe('a Date that stands still', () => {
  const STOPPED = 'Mon, 02 Feb 2026 02:02:02 GMT';

  it('makes a decoy of hosts that give it at different times', () => {
    const found = compare(many(FROZEN_CLOCK.addresses, (i) => ({ at: i * 40, clock: STOPPED })));
    expect(found.map(({ qualifiers }) => qualifiers)).toEqual(Array(3).fill(['suspected-decoy']));
    expect(found[0]?.notes).toEqual([
      expect.stringMatching(/same Date \(Mon, 02 Feb 2026 02:02:02 GMT\).* 3 addresses over 80 seconds/),
    ]);
  });

  it.each([
    ['asked at one time', many(50, () => ({})), /^50 addresses/],
    ['fewer than a coincidence', many(2, (i) => ({ at: i * 400, clock: STOPPED })), undefined],
    ['out of a cache that says so', many(5, (i) => ({ at: i * 40, clock: STOPPED, extra: [['Age', '3']] })), undefined],
    // Clones without a time server: some pair always meets in one second.
    ['of clones whose clocks are wrong', many(40, (i) => ({ at: i * 30, clock: (i % 7) * -30 })), /^40 addresses/],
    [
      'of clones of which one is right',
      [...many(2, (i) => ({ at: i * 90, clock: STOPPED })), host(9, { at: 50 })],
      undefined,
    ],
  ])('does not, %s', (_case, hosts, note) => {
    for (const { qualifiers, notes } of compare(hosts)) {
      expect(qualifiers).toEqual([]);
      expect(notes).toEqual(note === undefined ? [] : [expect.stringMatching(note)]);
    }
  });
});

describe('a certificate', () => {
  const shown = (i: number, fingerprint: string): ProbeRecord =>
    record([goSaysTls(), alert(116, { established: true, certificate: certificate({ fingerprint }) })], {
      address: `127.0.2.${i}`,
      port: 2376,
    });

  it('that many engines share is worth a note', () => {
    const hosts = Array.from({ length: MIN_ALIKE_ADDRESSES + 1 }, (_, i) =>
      shown(i, i < MIN_ALIKE_ADDRESSES ? 'AA' : 'BB'),
    );
    const found = compare(hosts);
    expect(found.slice(0, MIN_ALIKE_ADDRESSES)).toEqual(
      Array(MIN_ALIKE_ADDRESSES).fill({
        qualifiers: [],
        notes: [expect.stringMatching(/^10 addresses show the same certificate/)],
      }),
    );
    expect(found[MIN_ALIKE_ADDRESSES]).toEqual(NOTHING);
  });
});

describe('traitsOf', () => {
  it('leaves out what is no engine', () => {
    expect(traits(record([respond(404, [], 'x')]))).toBeUndefined();
    expect(traits(record([], { fault: 'x' }))).toBeUndefined();
  });

  it('stays small, however large the answer is', () => {
    const large = host(1, { extra: [['X-Pad', 'x'.repeat(30_000)]] });
    expect(JSON.stringify(traits(large)).length).toBeLessThan(200);
  });
});

it('compares 100,000 hosts in a second', () => {
  const one = traits(host(1));
  const started = performance.now();
  const found = compareHosts(Array.from({ length: 100_000 }, (_, i) => one && { ...one, answer: String(i % 50_000) }));
  expect(found).toHaveLength(100_000);
  expect(performance.now() - started).toBeLessThan(1_000);
});

describe('a report', () => {
  it('holds the hosts of its run side by side', async () => {
    const folder = await temporaryFolder();
    const journal = await openJournal(folder);
    const at = new Date(START).toISOString();
    const options = {
      ...{
        engine: 'connect' as const,
        ports: [],
        rate: 1,
        prefixRate: 1,
        concurrency: 1,
        probes: 1,
        threads: 1,
        timeout: 1,
        retries: 0,
      },
      ...{ seed: 1, shard: { index: 1, count: 1 }, maxDuration: null, minCoverage: 0 },
    };
    journal.append({
      ...{ kind: 'start', schema: 'seawall.journal/1', run: '20260301T020000Z-abcdef', version: '0.1.0', at },
      ...{ vantage: 'default', options, scope: scopeOf(['127.0.1.0/28']) },
    });
    for (const [position, probe] of many(3, (i) => ({
      at: i * 60,
      clock: 'Mon, 02 Feb 2026 02:02:02 GMT',
    })).entries()) {
      const { address, port, range } = probe;
      journal.append({ kind: 'open', open: { position, address, port, range, state: 'open', at } });
      journal.append({ kind: 'probe', probe: { ...probe, position } });
    }
    await journal.close();
    const { findings } = await assembleReport(folder);
    expect(findings).toHaveLength(3);
    for (const { verdict, qualifiers, notes } of findings) {
      expect({ verdict, qualifiers }).toEqual({ verdict: 'engine-open-plaintext', qualifiers: ['suspected-decoy'] });
      expect(notes.join()).toMatch(/same Date .* came from 3 addresses over 120 seconds/);
    }
  });
});
