import { describe, expect, it } from 'vitest';
import type { JournalLine } from '../../src/journal/journal.ts';
import { foldJournal, type LaterLine, RunFold } from '../../src/journal/run-fold.ts';
import { AT, journalOf, openAt, probeAt, startLine } from '../helpers/journal.ts';

const LINES: LaterLine[] = [
  { kind: 'open', open: openAt(1) },
  { kind: 'open', open: openAt(4) },
  { kind: 'probe', probe: probeAt(1) },
  { kind: 'checkpoint', at: AT, position: 3, counts: [[0, 'open', 1]], notTested: [] },
  { kind: 'watched', address: '127.0.0.2', port: 2375, state: 'closed', reason: 'ECONNREFUSED' },
  { kind: 'resume', at: AT },
  { kind: 'open', open: openAt(4) },
  { kind: 'second-look', at: AT, ...looked() },
  { kind: 'end', at: AT, reasons: ['interrupted'] },
];

function looked(): Omit<Extract<JournalLine, { kind: 'second-look' }>, 'kind' | 'at'> {
  const none = { endpoints: 0, sampled: 0, answered: 0 };
  return { perSecond: 50, silent: none, control: none, corrected: [[2, 0, 'filtered', 'open']] };
}

describe('the fold of a journal', () => {
  it('ends with the same state from lines in memory and from the file', async () => {
    const fold = new RunFold(startLine());
    for (const line of LINES) fold.apply(line);
    const read = await foldJournal(await journalOf([startLine(), ...LINES]));
    expect(fold.state()).toEqual(read.state());
    expect(fold.state()).toMatchObject({ position: 3, probes: { done: 1, faulted: 0 }, resumedAt: [AT] });
    expect(fold.state().pendingProbes).toEqual([openAt(4)]);
  });

  it('counts the first probe of an endpoint alone', () => {
    const fold = new RunFold(startLine());
    const probe = { kind: 'probe', probe: probeAt(1) } as const;
    expect([fold.apply(probe), fold.apply(probe), fold.apply({ kind: 'fault', at: AT, message: 'x' })]).toEqual([
      true,
      false,
      false,
    ]);
    expect(fold.state().probes).toEqual({ done: 1, faulted: 0 });
  });

  it('holds an endpoint that two processes found open once', () => {
    const fold = new RunFold(startLine());
    for (const line of LINES) fold.apply(line);
    expect(fold.state().uncounted).toEqual([openAt(4)]);
  });

  it('forgets an end and a comparison when the run is resumed', () => {
    const fold = new RunFold(startLine());
    fold.apply({ kind: 'end', at: AT, reasons: [] });
    expect(fold.state().end).toEqual({ at: AT, reasons: [] });
    fold.apply({ kind: 'resume', at: AT });
    expect(fold.state()).toMatchObject({ end: undefined, history: undefined });
  });
});
