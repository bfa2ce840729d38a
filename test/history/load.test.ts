import { expect, it } from 'vitest';
import { openWriting } from '../../src/history/database.ts';
import { acceptFinding, recordChange } from '../../src/history/decide.ts';
import { historyPath } from '../../src/history/history-file.ts';
import {
  loadAcceptances,
  loadChangeRecords,
  loadKnownFindings,
  loadTrend,
  type RunRow,
} from '../../src/history/load.ts';
import { findFinding } from '../../src/history/query.ts';
import { ENGINE, GONE, idOf, OLD, SSH, shortHistory } from '../helpers/history.ts';

const AT = '2026-03-01T00:00:00.000Z';
const { out, runs } = await shortHistory();

function runOf(id: string, vantage = 'default'): RunRow {
  const severities = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  return {
    ...{ id, purpose: 'audit', vantage, startedAt: '', finishedAt: '', outcome: 'finished', shard: '1/1' },
    ...{ digest: '', endpoints: 0, tested: 0, severities },
  };
}

it('loads the findings of a vantage as they stood before the run', () => {
  const db = openWriting(historyPath(out));
  const found = (id: string, vantage?: string) =>
    loadKnownFindings(db, runOf(id, vantage)).map(({ address, past, lifecycle }) => [address, past?.state, lifecycle]);
  expect(found('another')).toEqual([
    [OLD, 'open', 'changed'],
    [GONE, 'resolved', 'resolved'],
    [SSH, 'open', 'persisting'],
    [ENGINE, 'open', 'new'],
  ]);
  // A run that is resumed: without what it said itself.
  expect(found(runs[1])).toEqual([
    [OLD, 'open', 'changed'],
    [GONE, 'open', 'resolved'],
    [SSH, 'open', 'persisting'],
    [ENGINE, undefined, 'new'],
  ]);
  expect(found('another', 'outside')).toEqual([]);
  db.close();
});

it('loads the newest acceptance of each finding, and every change record', () => {
  const db = openWriting(historyPath(out));
  const { finding } = findFinding(db, idOf(OLD), { now: '2026-03-01T00:00:00.000Z', deadlines: {} });
  for (const until of ['2099-01-01', '2098-01-01'])
    acceptFinding(db, finding, { reason: 'r', owner: 'o', until, by: 'b', at: AT });
  for (const reference of ['CHG-1', 'CHG-2']) recordChange(db, finding, { reference, by: 'b', at: AT });
  expect(loadAcceptances(db, 'default')).toEqual([
    {
      ...{ findingId: finding.id, reason: 'r', owner: 'o', until: '2098-01-01', by: 'b', at: AT },
      ...{ verdict: 'engine-open-plaintext', severity: 'critical' },
    },
  ]);
  expect(loadAcceptances(db, 'outside')).toEqual([]);
  expect(loadChangeRecords(db, 'default').map(({ reference }) => reference)).toEqual(['CHG-1', 'CHG-2']);
  db.close();
});

it('loads the last audits, oldest first, without the run itself', () => {
  const db = openWriting(historyPath(out));
  const trend = (id: string, limit: number) => loadTrend(db, runOf(id), limit).map(({ run }) => run);
  expect(trend('another', 9)).toEqual(runs);
  expect(trend('another', 1)).toEqual([runs[1]]);
  expect(trend(runs[1], 9)).toEqual([runs[0]]);
  expect(loadTrend(db, runOf('another'), 1)).toMatchObject([
    { severities: { critical: 2, info: 1 }, opened: 1, resolved: 1, meanDaysToClose: 39 },
  ]);
  db.close();
});
