import { describe, expect, it } from 'vitest';
import type { JournalLine } from '../../src/journal/journal.ts';
import { addReasons, countRanges, explainNotTested, sumStates } from '../../src/journal/range-counts.ts';
import { foldJournal } from '../../src/journal/run-fold.ts';
import type { RunState } from '../../src/journal/state.ts';
import { AT, journalOf, probeAt, startLine } from '../helpers/journal.ts';

const END: JournalLine = { kind: 'end', at: AT, reasons: [] };
const STOPPED: JournalLine = { kind: 'end', at: AT, reasons: ['interrupted'] };

function checkpoint(change: Partial<Extract<JournalLine, { kind: 'checkpoint' }>>): JournalLine {
  return { kind: 'checkpoint', at: AT, position: 12, counts: [], notTested: [], ...change };
}

async function stateOf(...lines: JournalLine[]): Promise<RunState> {
  return (await foldJournal(await journalOf([startLine(), ...lines]))).state();
}

describe('why a range was not tested', () => {
  it('is told by range, and by the stop where the walk did not come', async () => {
    const counts = checkpoint({
      position: 6,
      counts: [
        [0, 'closed', 3],
        [0, 'not-tested', 2],
        [1, 'not-tested', 1],
      ],
      notTested: [
        [0, 'EMFILE', 2],
        [1, 'no-route', 1],
      ],
    });
    const state = await stateOf(counts, STOPPED);
    const ranges = countRanges(state, 0);
    expect(ranges.map(({ notTested }) => notTested)).toEqual([
      { EMFILE: 2, interrupted: 3 },
      { 'no-route': 1, interrupted: 3 },
    ]);
    const { 'not-tested': total } = sumStates(ranges);
    expect(explainNotTested(state, total, 0)).toEqual({ EMFILE: 2, 'no-route': 1, interrupted: 6 });
  });

  it('is another shard, if this one is through; else it may be either', async () => {
    const done = checkpoint({ position: 3, counts: [[0, 'closed', 3]] });
    expect(countRanges(await stateOf(done, END), 9).map(({ notTested }) => notTested)).toEqual([
      { 'other-shard': 5 },
      { 'other-shard': 4 },
    ]);
    expect(countRanges(await stateOf(done, STOPPED), 6)[1]?.notTested).toEqual({ 'not-reached': 4 });
  });

  it('is not recorded in older journals, which told it over all ranges', async () => {
    const old = checkpoint({
      counts: [
        [0, 'closed', 6],
        [0, 'not-tested', 2],
        [1, 'not-tested', 4],
      ],
      notTested: { EMFILE: 5, 'no-route': 1 },
    });
    const state = await stateOf(old, END);
    expect(countRanges(state, 0).map(({ notTested }) => notTested)).toEqual([
      { 'not-recorded': 2 },
      { 'not-recorded': 4 },
    ]);
    expect(explainNotTested(state, 6, 0)).toEqual({ EMFILE: 5, 'no-route': 1 });
  });

  it('is spent time where an open endpoint was not asked with all tries', async () => {
    const counts = checkpoint({
      counts: [
        [0, 'open', 8],
        [1, 'closed', 4],
      ],
    });
    const untested = [0, 1].map(
      (position): JournalLine => ({ kind: 'probe', probe: probeAt(position, { untested: true }) }),
    );
    const state = await stateOf(counts, ...untested, END);
    const ranges = countRanges(state, 0);
    expect(ranges[0]).toMatchObject({ states: { open: 6, 'not-tested': 2 }, notTested: { 'budget-spent': 2 } });
    expect(explainNotTested(state, 2, 0)).toEqual({ 'budget-spent': 2 });
    expect(state.probes.done).toBe(0);
  });

  it('adds up over checkpoints', () => {
    const notTested = new Map<number, Record<string, number>>();
    addReasons(notTested, [[1, 'EMFILE', 2]]);
    addReasons(notTested, [[1, 'EMFILE', 3]]);
    expect([...notTested]).toEqual([[1, { EMFILE: 5 }]]);
  });
});

it('moves what the second look put right, once', async () => {
  const counts = checkpoint({
    counts: [
      [0, 'filtered', 8],
      [1, 'closed', 4],
    ],
  });
  const open = { position: 2, address: '127.0.0.1', port: 2375, range: 0, state: 'open' as const, at: AT };
  const look: JournalLine = {
    kind: 'second-look',
    at: AT,
    perSecond: 50,
    silent: { endpoints: 8, sampled: 8, answered: 2 },
    control: { endpoints: 4, sampled: 4, answered: 4 },
    corrected: [
      [2, 0, 'filtered', 'open'],
      [5, 0, 'filtered', 'closed'],
    ],
  };
  const late: JournalLine = { kind: 'open', open, was: 'filtered' };
  for (const lines of [
    [counts, late],
    [counts, late, late, look, END],
  ]) {
    const state = await stateOf(...lines);
    const closed = lines.length > 2 ? 1 : 0;
    expect(countRanges(state, 0)[0]?.states).toMatchObject({ open: 1, closed, filtered: 7 - closed, 'not-tested': 0 });
    expect(state.pendingProbes).toEqual([open]);
    expect(state.uncounted).toEqual([]);
  }
});
