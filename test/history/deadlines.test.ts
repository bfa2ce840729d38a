import { expect, it } from 'vitest';
import { type Database, openWriting } from '../../src/history/database.ts';
import { loadDeadlines } from '../../src/history/deadlines.ts';
import { historyPath } from '../../src/history/history-file.ts';
import { listFindings } from '../../src/history/query.ts';
import { insertInto } from '../../src/history/rows.ts';
import { writeRun } from '../helpers/ended-run.ts';
import { recordRunFolder } from '../helpers/record-run.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';
import { exposureRow, findingRow, runRow } from './samples.ts';

/** A history with scopes of these deadlines; `named` has for each exposure the scopes that name it, from 0. */
async function history(deadlines: readonly string[], named: readonly number[][] = []): Promise<Database> {
  const db = openWriting(historyPath(await temporaryFolder()));
  const common = { acceptances: '[]', vantages: '[]' };
  const scopes = deadlines.map((text, i) => insertInto(db, 'scopes')({ key: `s${i}`, deadlines: text, ...common }));
  const finding = insertInto(db, 'findings')(findingRow(insertInto(db, 'runs')(runRow())));
  for (const [i, by] of named.entries()) {
    const exposure = insertInto(db, 'exposures')(exposureRow(finding, { id: `e${i}` }));
    for (const scope of by) insertInto(db, 'namings')({ exposure, scope: scopes[scope] ?? 0, named: true });
  }
  return db;
}

it('are those of the scope, and none without one', async () => {
  const db = await history(['{"critical":7,"high":30}'], [[0]]);
  expect(loadDeadlines(db)(1)).toEqual({ critical: 7, high: 30 });
  expect(loadDeadlines(db)(undefined)).toEqual({ critical: 7, high: 30 });
  db.close();
  const empty = await history([]);
  expect(loadDeadlines(empty)(1)).toEqual({});
  empty.close();
});

it('are the earliest of the scopes that name an exposure, and of all where none does', async () => {
  const db = await history(
    ['{"critical":7,"low":90}', '{"critical":3,"high":14}', '{"critical":1}'],
    [[0], [0, 1], []],
  );
  const of = loadDeadlines(db);
  expect(of(1)).toEqual({ critical: 7, low: 90 });
  expect(of(2)).toEqual({ critical: 3, high: 14, low: 90 });
  for (const exposure of [3, undefined]) expect(of(exposure)).toEqual({ critical: 1, high: 14, low: 90 });
  db.prepare('UPDATE namings SET named = 0 WHERE exposure = 2 AND scope = 2')();
  expect(loadDeadlines(db)(2)).toEqual({ critical: 7, low: 90 });
  db.close();
});

it.each(['x', 'null', '[]', '7', '{"critical":"7"}', '{"critical":-1}', '{"critical":1.5}', '{"sometime":7}'])(
  'are none where %s stands for them',
  async (text) => {
    const db = await history([text]);
    expect(loadDeadlines(db)(undefined)).toEqual({});
    db.close();
  },
);

it('are known to the list without a policy', async () => {
  const out = await temporaryFolder();
  const run = { id: '20260301T020000Z-000001', scope: scopeOf(['127.0.9.0/28']), answers: { '127.0.9.1': '20.10.24' } };
  await recordRunFolder(await writeRun(out, run), { out, deadlines: { critical: 7 } });
  const db = openWriting(historyPath(out));
  const due = (deadlines?: object) =>
    listFindings(db, { now: '2026-03-20T00:00:00.000Z', ...(deadlines && { deadlines }) })[0]?.finding.standing;
  expect(due()).toMatchObject({ due: '2026-03-08', overdue: true });
  expect(due({ critical: 30 })).toMatchObject({ due: '2026-03-31', overdue: false });
  expect(due({})).toMatchObject({ due: null, overdue: false });
  db.close();
});
