import { describe, expect, it } from 'vitest';
import {
  allRunIds,
  LISTED_OUTCOMES,
  listRun,
  type RecordedRun,
  type RunSketch,
  unknownRun,
} from '../../src/domain/run-list.ts';

const [OLD, NEW] = ['20260301T020000Z-00000a', '20260302T020000Z-00000b'];

function sketch(change: Partial<RunSketch> = {}): RunSketch {
  return {
    ...{ id: OLD, purpose: 'audit', vantage: 'office', shard: '1/1', startedAt: '2026-03-01T02:00:00.000Z' },
    ...{ finishedAt: '2026-03-01T03:00:00.000Z', outcome: 'finished', reasons: [], percent: 100, critical: 2, high: 1 },
    ...change,
  };
}
const recorded = (change: Partial<RunSketch> = {}): RecordedRun => ({ ...sketch(change), opened: 3, resolved: 4 });

it('lists each run once, newest first', () => {
  expect(allRunIds([recorded()], [NEW, OLD])).toEqual([NEW, OLD]);
});

describe('a run', () => {
  it('is as history says; without a folder, it was pruned', () => {
    expect(listRun(OLD, recorded(), sketch({ critical: 9 }))).toEqual({ ...recorded(), recorded: true, folder: true });
    expect(listRun(OLD, recorded(), undefined)).toEqual({ ...recorded(), recorded: true, folder: false });
  });

  it('has from its folder why it is partial, and that it was taken up again since', () => {
    const partial = sketch({ outcome: 'partial', reasons: ['out-of-time'] });
    expect(listRun(OLD, recorded({ outcome: 'partial' }), partial)).toMatchObject({
      reasons: ['out-of-time'],
      opened: 3,
    });
    const again = sketch({ outcome: 'unfinished', finishedAt: null, percent: 50 });
    expect(listRun(OLD, recorded({ outcome: 'partial' }), again)).toMatchObject({
      ...{ outcome: 'unfinished', percent: 50, opened: 3, recorded: true },
    });
  });

  it('is listed where its folder alone tells of it, and where not even that can be read', () => {
    const killed = sketch({ outcome: 'unfinished', finishedAt: null });
    expect(listRun(OLD, undefined, killed)).toEqual({
      ...killed,
      opened: null,
      resolved: null,
      recorded: false,
      folder: true,
    });
    expect(listRun(NEW, undefined, undefined)).toMatchObject({ id: NEW, outcome: 'unknown', folder: false });
    expect(unknownRun(NEW)).toMatchObject({ startedAt: '2026-03-02T02:00:00.000Z', critical: null });
  });
});

it('has outcomes that each are one of the above', () => {
  expect(LISTED_OUTCOMES).toEqual(['finished', 'partial', 'unfinished', 'unknown']);
});
