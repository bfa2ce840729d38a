import { describe, expect, it } from 'vitest';
import type { PartialReason } from '../../src/domain/run.ts';
import type { JournalLine } from '../../src/journal/journal.ts';
import { checkResumable, type ResumeInputs } from '../../src/journal/resume.ts';
import { foldJournal } from '../../src/journal/run-fold.ts';
import type { RunState } from '../../src/journal/state.ts';
import { AT, journalOf, startLine } from '../helpers/journal.ts';
import { scopeOf } from '../helpers/scope.ts';

const START = startLine({ seed: 5, shard: { index: 2, count: 3 } });
const SAME: ResumeInputs = {
  scope: START.scope,
  version: START.version,
  vantage: START.vantage,
  options: { seed: 5, shard: { index: 2, count: 3 } },
  size: 4,
  isReported: true,
};

async function stateOf(reasons?: PartialReason[]): Promise<RunState> {
  const end = reasons === undefined ? [] : [{ kind: 'end', at: AT, reasons } as const];
  return (await foldJournal(await journalOf([START, ...end]))).state();
}

describe('taking a run up again', () => {
  it.each<[string, PartialReason[] | undefined]>([
    ['killed', undefined],
    ['interrupted', ['interrupted']],
    ['out of time', ['out-of-time']],
  ])('is allowed under the same conditions when it was %s', async (_name, reasons) => {
    const state = await stateOf(reasons);
    expect(state.end?.reasons).toEqual(reasons);
    expect(checkResumable(state, SAME)).toBeUndefined();
  });

  it('is refused when it is finished, with the way to its reports', async () => {
    const state = await stateOf([]);
    expect(() => checkResumable(state, SAME)).toThrow(
      expect.objectContaining({
        code: 'RUN_FINISHED',
        message: expect.stringContaining(`seawall report ${START.run}`),
      }),
    );
  });

  it('is allowed when it was killed after its last line, before its reports were written', async () => {
    expect(checkResumable(await stateOf([]), { ...SAME, isReported: false })).toBeUndefined();
  });

  it('is refused when it went through its whole scope, and is partial for what that showed', async () => {
    const start = startLine({ minCoverage: 90 });
    const inputs = { ...SAME, options: start.options, size: start.scope.endpoints };
    const end: JournalLine = { kind: 'end', at: AT, reasons: [] };
    const fault: JournalLine = { kind: 'fault', at: AT, message: 'it broke' };
    const refusal = async (...lines: JournalLine[]): Promise<() => void> => {
      const state = (await foldJournal(await journalOf(lines))).state();
      return () => checkResumable(state, inputs);
    };
    const coverage = await refusal(start, end);
    expect(coverage).toThrow('RUN_FINISHED');
    expect(coverage).toThrow('is partial for too little coverage: there is nothing left to go on with');
    expect(await refusal(start, fault, end)).toThrow('too little coverage and what failed on the way');
  });

  it.each<[string, Partial<ResumeInputs>]>([
    ['digest', { scope: scopeOf(['127.0.0.0/30', '127.1.0.0/31'], 'exclude: [127.0.0.1]\n') }],
    ['digest', { scope: scopeOf(['127.0.0.0/30', '127.1.0.0/31'], 'ports: [2375]\n') }],
    ['version was 0.1.0 and is 0.2.0', { version: '0.2.0' }],
    ['vantage was here and is there', { vantage: 'there' }],
    ['seed was 5 and is 6', { options: { seed: 6, shard: { index: 2, count: 3 } } }],
    ['shard was 2/3 and is 3/3', { options: { seed: 5, shard: { index: 3, count: 3 } } }],
    ['shard was 2/3 and is 2/4', { options: { seed: 5, shard: { index: 2, count: 4 } } }],
  ])('is refused under another %s', async (text, change) => {
    const state = await stateOf();
    expect(() => checkResumable(state, { ...SAME, ...change })).toThrow(
      expect.objectContaining({ code: 'RUN_MISMATCH', message: expect.stringContaining(text) }),
    );
  });

  it('names every difference at once', async () => {
    const state = await stateOf();
    const other = { ...SAME, version: '9', vantage: 'x', options: { seed: 1, shard: { index: 1, count: 1 } } };
    expect(() => checkResumable(state, other)).toThrow(
      expect.objectContaining({ problems: expect.objectContaining({ length: 4 }) }),
    );
  });
});
