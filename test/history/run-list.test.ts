import { expect, it } from 'vitest';
import { openWriting } from '../../src/history/database.ts';
import { historyPath, readHistory } from '../../src/history/history-file.ts';
import { insertInto } from '../../src/history/rows.ts';
import { isVantageLeft, loadRuns } from '../../src/history/run-list.ts';
import { temporaryFolder } from '../helpers/scope.ts';
import { EARLIER, runRow } from './samples.ts';

it('reads every run in its order, and says of a damaged row that it is left out', async () => {
  const out = await temporaryFolder();
  const db = openWriting(historyPath(out));
  const insert = insertInto(db, 'runs');
  insert(runRow({ id: 'b', endpoints: 3, tested: 2, opened: 5, resolved: 6, high: 7 }));
  insert(runRow({ id: 'broken', started_at: 'yesterday' }));
  insert(
    runRow({ id: 'a', purpose: 'verify', outcome: 'partial', vantage: 'vps', shard: '2/4', endpoints: 0, tested: 0 }),
  );
  db.close();
  const warnings: string[] = [];
  const runs = readHistory(out, loadRuns, (text) => void warnings.push(text));
  expect(runs).toEqual([
    {
      ...{ id: 'b', purpose: 'audit', vantage: 'default', shard: '1/1', startedAt: EARLIER, finishedAt: EARLIER },
      ...{ outcome: 'finished', reasons: [], percent: 66.66, critical: 1, high: 7, opened: 5, resolved: 6 },
    },
    expect.objectContaining({
      id: 'a',
      purpose: 'verify',
      outcome: 'partial',
      vantage: 'vps',
      shard: '2/4',
      percent: 100,
    }),
  ]);
  expect(warnings).toEqual([expect.stringMatching(/table runs, row 2: .*left out of the list/)]);
});

it('knows a vantage from which no run came for a week', async () => {
  const db = openWriting(historyPath(await temporaryFolder()));
  insertInto(db, 'runs')(runRow({ vantage: 'vps', finished_at: '2026-03-01T00:00:00.000Z' }));
  expect(isVantageLeft(db, 'vps', '2026-03-07T00:00:00.000Z')).toBe(false);
  expect(isVantageLeft(db, 'vps', '2026-03-09T00:00:00.000Z')).toBe(true);
  expect(isVantageLeft(db, 'office', '2026-03-09T00:00:00.000Z')).toBe(false);
  db.close();
});
