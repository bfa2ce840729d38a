import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SWEEP_STATES, type SweepState } from '../../src/domain/endpoint.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { JournalLine } from '../../src/journal/journal.ts';
import { recordRun } from '../../src/journal/record.ts';
import { foldJournal } from '../../src/journal/run-fold.ts';
import { AT, journalOf, openAt, probeAt, startLine } from '../helpers/journal.ts';

const LATER = '2026-11-24T00:00:09.000Z';
const END: JournalLine = { kind: 'end', at: LATER, reasons: [] };

function checkpoint(
  position: number,
  counts: [range: number, state: SweepState, endpoints: number][],
  notTested: Record<string, number> = {},
): JournalLine {
  return { kind: 'checkpoint', at: AT, position, counts, notTested };
}

async function record(
  lines: readonly JournalLine[],
  { shardSize = 12, findings = [] as Finding[] } = {},
): Promise<ReturnType<typeof recordRun> & { pendingProbes: number[]; uncounted: number[] }> {
  const state = (await foldJournal(await journalOf(lines))).state();
  const positions = (list: readonly { position: number }[]): number[] => list.map(({ position }) => position);
  return {
    ...recordRun(state, shardSize, findings),
    pendingProbes: positions(state.pendingProbes),
    uncounted: positions(state.uncounted),
  };
}

describe('the record of a run', () => {
  it('is finished where all was tested', async () => {
    const run = await record([
      startLine(),
      { kind: 'open', open: openAt(1) },
      { kind: 'probe', probe: probeAt(1) },
      checkpoint(9, [
        [0, 'open', 1],
        [0, 'closed', 6],
        [1, 'filtered', 2],
      ]),
      checkpoint(12, [
        [0, 'unreachable', 1],
        [1, 'closed', 2],
      ]),
      END,
    ]);
    expect(run).toMatchObject({
      outcome: 'finished',
      reasons: [],
      startedAt: AT,
      finishedAt: LATER,
      pendingProbes: [],
    });
    expect(run.states).toEqual({ open: 1, closed: 8, filtered: 2, unreachable: 1, 'not-tested': 0 });
    expect(run.ranges.map(({ states, authorized }) => [authorized, states.closed, states.filtered])).toEqual([
      [8, 6, 0],
      [4, 2, 2],
    ]);
    expect(run.coverage).toEqual({ endpoints: 12, tested: 12, percent: 100 });
    expect(run).toMatchObject({ notTested: {}, probes: { done: 1, faulted: 0 } });
  });

  it('killed: what no checkpoint counted is not tested, but an open port that was seen is open', async () => {
    const lines: JournalLine[] = [
      startLine(),
      checkpoint(4, [
        [0, 'closed', 3],
        [0, 'open', 1],
      ]),
      { kind: 'open', open: openAt(2) },
      { kind: 'open', open: openAt(6) },
      { kind: 'open', open: openAt(9, 1) },
      { kind: 'probe', probe: probeAt(6) },
    ];
    const run = await record(lines);
    expect(run).toMatchObject({ outcome: 'partial', reasons: ['killed'], finishedAt: AT, notTested: { killed: 6 } });
    expect(run.states).toEqual({ open: 3, closed: 3, filtered: 0, unreachable: 0, 'not-tested': 6 });
    expect(run.uncounted).toEqual([6, 9]);
    expect(run.pendingProbes).toEqual([2, 9]);
  });

  it('stopped and taken up again: the end counts, not the stop; a port that was seen twice is one', async () => {
    const run = await record([
      startLine(),
      { kind: 'open', open: openAt(6) },
      { kind: 'end', at: AT, reasons: ['interrupted'] },
      { kind: 'resume', at: LATER },
      { kind: 'open', open: openAt(6) },
      { kind: 'probe', probe: probeAt(6) },
      { kind: 'probe', probe: probeAt(6, { fault: 'again' }) },
    ]);
    expect(run).toMatchObject({ reasons: ['killed'], resumedAt: [LATER], probes: { done: 1, faulted: 0 } });
    expect(run.states).toMatchObject({ open: 1, 'not-tested': 11 });
    expect(run.pendingProbes).toEqual([]);
  });

  it('of one shard: the others are not tested, and not missed', async () => {
    const run = await record([startLine(), checkpoint(3, [[0, 'closed', 3]]), END], { shardSize: 3 });
    expect(run).toMatchObject({ outcome: 'finished', notTested: { 'other-shard': 9 } });
    expect(run.coverage).toEqual({ endpoints: 3, tested: 3, percent: 100 });
    expect((await record([startLine(), END], { shardSize: 0 })).coverage.percent).toBe(100);
  });

  it('keeps the reasons of what was not tested, and names the rest after the stop', async () => {
    const run = await record([
      startLine(),
      checkpoint(5, [[0, 'not-tested', 5]], { EMFILE: 3, 'no-route': 2 }),
      checkpoint(6, [[0, 'not-tested', 1]], { EMFILE: 1 }),
      { kind: 'end', at: LATER, reasons: ['out-of-time'] },
    ]);
    expect(run.notTested).toEqual({ EMFILE: 4, 'no-route': 2, 'out-of-time': 6 });
    expect(run.reasons).toEqual(['out-of-time']);
  });

  it.each<[string, JournalLine[], string[]]>([
    ['a fault of ours', [{ kind: 'fault', at: AT, message: 'sweep: no' }], ['faulted']],
    [
      'a probe that failed',
      [
        { kind: 'open', open: openAt(1) },
        { kind: 'probe', probe: probeAt(1, { fault: 'bug' }) },
      ],
      ['faulted'],
    ],
  ])('is partial after %s', async (_name, lines, reasons) => {
    const done = checkpoint(12, [
      [0, 'closed', 8],
      [1, 'closed', 4],
    ]);
    expect(await record([startLine(), ...lines, done, END])).toMatchObject({ outcome: 'partial', reasons });
  });

  it('is partial below the coverage that was asked for, and never rounds up to it', async () => {
    const tested = checkpoint(
      12,
      [
        [0, 'closed', 8],
        [1, 'closed', 3],
        [1, 'not-tested', 1],
      ],
      { EMFILE: 1 },
    );
    const run = await record([startLine({ minCoverage: 91.67 }), tested, END]);
    expect(run).toMatchObject({ outcome: 'partial', reasons: ['coverage'], coverage: { tested: 11, percent: 91.66 } });
    expect((await record([startLine({ minCoverage: 91.66 }), tested, END])).outcome).toBe('finished');
  });

  it('adds up, whatever happened', async () => {
    const state = fc.constantFrom<SweepState>(...SWEEP_STATES);
    const walk = fc.array(fc.tuple(state, fc.boolean(), fc.boolean()), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(walk, fc.boolean(), async (endpoints, ended) => {
        const lines: JournalLine[] = [startLine()];
        let [position, pending]: [number, [number, SweepState, number][]] = [0, []];
        for (const [at, [word, counted, probed]] of endpoints.entries()) {
          const range = at < 8 ? 0 : 1;
          if (word === 'open') lines.push({ kind: 'open', open: openAt(at, range) });
          if (word === 'open' && probed) lines.push({ kind: 'probe', probe: probeAt(at, { range }) });
          pending.push([range, word, 1]);
          if (!counted) continue;
          position = at + 1;
          const untested = pending.filter(([, of]) => of === 'not-tested').length;
          lines.push(checkpoint(position, pending, untested > 0 ? { EMFILE: untested } : {}));
          pending = [];
        }
        if (ended) lines.push({ kind: 'end', at: LATER, reasons: ['interrupted'] });
        const run = await record(lines);
        const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((a, b) => a + b, 0);
        expect(sum(run.states)).toBe(12);
        expect(sum(run.notTested)).toBe(run.states['not-tested']);
        expect(run.states.open).toBe(endpoints.filter(([word]) => word === 'open').length);
        for (const { authorized, states } of run.ranges) expect(sum(states)).toBe(authorized);
        expect(run.coverage.tested).toBe(12 - run.states['not-tested']);
      }),
      { numRuns: 80 },
    );
  });
});

it('hands on each probe once, in the order of the journal, with the start', async () => {
  const folder = await journalOf([
    startLine(),
    ...[3, 1, 3, 2].map((position) => ({ kind: 'probe', probe: probeAt(position) }) as const),
  ]);
  const seen: [number, string][] = [];
  let run = '';
  await foldJournal(folder, {
    onStart: (start) => {
      run = start.run;
    },
    onProbe: (probe) => void seen.push([probe.position, run]),
  });
  expect(seen.map(([position]) => position)).toEqual([3, 1, 2]);
  expect(seen[0]?.[1]).toBe(startLine().run);
});

describe('what the sweep missed', () => {
  const silent = checkpoint(12, [
    [0, 'filtered', 8],
    [1, 'closed', 4],
  ]);
  const look: JournalLine = {
    kind: 'second-look',
    at: AT,
    perSecond: 50,
    silent: { endpoints: 8, sampled: 8, answered: 1 },
    control: { endpoints: 4, sampled: 4, answered: 4 },
    corrected: [[0, 0, 'filtered', 'closed']],
  };

  it('is in the record, and lowers the coverage that --min-coverage asks for', async () => {
    const run = await record([startLine({ minCoverage: 81 }), silent, look, END]);
    expect(run.secondLook).toMatchObject({ perSecond: 50, silent: { answered: 1 }, missed: 1, rate: 20, low: 20 });
    expect(run).toMatchObject({ outcome: 'partial', reasons: ['coverage'], coverage: { percent: 100 } });
    expect(run.states).toMatchObject({ closed: 5, filtered: 7 });
    expect(run).not.toHaveProperty('noSecondLook');
    expect((await record([startLine({ minCoverage: 80 }), silent, look, END])).outcome).toBe('finished');
  });

  it('is not measured in a run that did not want it, or did not end', async () => {
    expect(await record([startLine(), silent, END])).toMatchObject({ secondLook: null, noSecondLook: 'not-wanted' });
    expect(await record([startLine({ secondLook: true }), silent])).toMatchObject({ noSecondLook: 'unfinished' });
  });
});

it('counts as not tested what a run of 0.1 left out of a uniform prefix', async () => {
  const opens = [0, 2, 4].map((position): JournalLine => ({ kind: 'open', open: openAt(position) }));
  const run = await record([
    startLine({ minCoverage: 100 }),
    checkpoint(12, [
      [0, 'open', 3],
      [0, 'closed', 5],
      [1, 'open', 1],
      [1, 'closed', 3],
    ]),
    ...opens,
    { kind: 'probe', probe: probeAt(0) },
    { kind: 'open', open: openAt(10, 1) },
    { kind: 'uniform', at: AT, prefix: '127.0.0.0/24', verdict: 'no-reply' },
    { kind: 'probe', probe: probeAt(10, { range: 1 }) },
    END,
  ]);
  expect(run.uniform).toEqual([{ prefix: '127.0.0.0/24', accepted: 3, probed: 1, verdict: 'no-reply' }]);
  expect(run.pendingProbes).toEqual([]);
  expect(run.states).toMatchObject({ open: 2, 'not-tested': 2 });
  expect(run.notTested).toEqual({ 'uniform-prefix': 2 });
  expect(run.ranges.map(({ notTested }) => notTested)).toEqual([{ 'uniform-prefix': 2 }, {}]);
  expect(run).toMatchObject({ coverage: { tested: 10, percent: 83.33 }, outcome: 'partial', reasons: ['coverage'] });
});

it('owes a probe to each endpoint of a uniform prefix whose rest is asked briefly', async () => {
  const run = await record([
    startLine(),
    ...[0, 2, 4].map((position): JournalLine => ({ kind: 'open', open: openAt(position) })),
    { kind: 'probe', probe: probeAt(0) },
    { kind: 'uniform', at: AT, prefix: '127.0.0.0/24', verdict: 'no-reply', rest: 'brief' },
    { kind: 'probe', probe: probeAt(2, { brief: true }) },
  ]);
  expect(run.uniform).toEqual([{ prefix: '127.0.0.0/24', accepted: 3, probed: 2, verdict: 'no-reply', briefly: 1 }]);
  expect(run.pendingProbes).toEqual([4]);
  expect(run.notTested).not.toHaveProperty('uniform-prefix');
});

it('counts the probes of which a handshake was withheld, and says nothing where there are none', async () => {
  const lines: JournalLine[] = [
    startLine(),
    ...[0, 2].map((position): JournalLine => ({ kind: 'open', open: openAt(position) })),
  ];
  const probes = [probeAt(0, { withheld: true }), probeAt(2)].map((probe): JournalLine => ({ kind: 'probe', probe }));
  expect((await record([...lines, ...probes])).probes).toEqual({ done: 2, faulted: 0, withheld: 1 });
  expect((await record([...lines, ...probes.slice(1)])).probes).toEqual({ done: 1, faulted: 0 });
});
