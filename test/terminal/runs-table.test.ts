import { describe, expect, it } from 'vitest';
import type { ListedRun } from '../../src/domain/run-list.ts';
import { renderRunsJson, renderRunsTable } from '../../src/terminal/runs-table.ts';
import { columnsOf } from '../../src/text/columns.ts';
import { UNBOUNDED } from '../../src/text/table.ts';
import { HOSTILE_TEXTS } from '../report/sample.ts';

function listed(change: Partial<ListedRun> = {}): ListedRun {
  return {
    ...{ id: '20260301T020000Z-4f1a2b', purpose: 'audit', vantage: 'office', shard: '1/1' },
    ...{ startedAt: '2026-03-01T02:00:00.000Z', finishedAt: '2026-03-01T03:00:00.000Z', outcome: 'finished' },
    ...{ reasons: [], percent: 99.97, critical: 1_200, high: 1, opened: 3, resolved: 4, recorded: true, folder: true },
    ...change,
  };
}
const table = (runs: ListedRun[], width = UNBOUNDED, total = runs.length): string[] =>
  renderRunsTable({ runs, total }, width, false).trimEnd().split('\n');

describe('the table of runs', () => {
  it('has when, what kind, how it ended, how much was tested, and what was found', () => {
    expect(table([listed()])).toEqual([
      'RUN                      BEGAN             KIND   OUTCOME   TESTED  CRITICAL  HIGH  OPENED  CLOSED',
      '20260301T020000Z-4f1a2b  2026-03-01 02:00  audit  finished  99.9 %  1,200     1     3       4',
      '1 run',
    ]);
    expect(table([], 80)).toEqual(['No runs yet.']);
    expect(table([listed()], UNBOUNDED, 25).at(-1)).toBe('1 of 25 runs: --limit 25 lists all');
  });

  it.each<[string, Partial<ListedRun>, RegExp]>([
    ['a verification', { purpose: 'verify' }, / verify +finished /],
    ['a shard', { shard: '2/4' }, / shard 2\/4 +finished /],
    [
      'a partial run',
      { outcome: 'partial', reasons: ['out-of-time', 'coverage'] },
      / partial: out of time, too little coverage /,
    ],
    ['a pruned run', { folder: false }, / pruned$/],
    ['a killed run', { outcome: 'unfinished', recorded: false, percent: null, critical: null }, / unfinished /],
    ['a run that was not recorded', { recorded: false }, / not in history$/],
    ['the first look of a verification', { purpose: 'verify', recorded: false }, / first look$/],
    ['a folder that cannot be read', { outcome: 'unknown', recorded: false }, / unknown .*cannot be read$/],
  ])('marks %s', (_, change, words) => {
    expect(table([listed(change)])[1]).toMatch(words);
  });

  it('fits a terminal, and has vantages as soon as there are two', () => {
    const runs = [
      listed({ outcome: 'partial', reasons: ['interrupted', 'faulted', 'coverage'], folder: false }),
      ...HOSTILE_TEXTS.map((vantage) => listed({ vantage, shard: vantage })),
    ];
    for (const width of [80, 100, 132])
      for (const line of table(runs.slice(0, 1), width)) expect(columnsOf(line)).toBeLessThanOrEqual(width);
    expect(table(runs)[0]).toContain('VANTAGE');
    expect(table(runs).join('')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  });

  it('is also JSON', () => {
    expect(JSON.parse(renderRunsJson({ runs: [listed()], total: 3 }))).toEqual({
      ...{ schema: 'seawall.runs/1', total: 3, runs: [listed()] },
    });
  });
});
