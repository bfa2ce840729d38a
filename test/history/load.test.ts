import { expect, it } from 'vitest';
import { pathsKey } from '../../src/domain/scope.ts';
import { type Database, openWriting } from '../../src/history/database.ts';
import { acceptFinding, recordChange } from '../../src/history/decide.ts';
import { historyPath } from '../../src/history/history-file.ts';
import {
  findScope,
  loadAcceptances,
  loadChangeRecords,
  loadKnownFindings,
  loadOlder,
  loadRows,
  loadTrend,
  type RunRow,
  type ScopeRow,
} from '../../src/history/load.ts';
import { insertInto } from '../../src/history/rows.ts';
import { ENGINE, findOne, GONE, idOf, OLD, SSH, shortHistory } from '../helpers/history.ts';
import { temporaryFolder } from '../helpers/scope.ts';
import { exposureRow, findingRow, runRow } from './samples.ts';

const AT = '2026-03-01T00:00:00.000Z';
const { out, runs } = await shortHistory();

function runOf(id: string, vantage = 'default'): RunRow {
  const severities = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  return {
    ...{ id, purpose: 'audit', vantage, startedAt: '', finishedAt: '', outcome: 'finished', shard: '1/1' },
    ...{ digest: '', endpoints: 0, tested: 0, severities, whole: true },
  };
}

/** The scope of `shortHistory`. */
function scopeIn(db: Database): ScopeRow {
  return findScope(db, pathsKey(['test.yaml']), ['test.yaml']);
}

async function emptyHistory(): Promise<Database> {
  return openWriting(historyPath(await temporaryFolder()));
}

it('loads the endpoints of a vantage with their exposures, and who names these', () => {
  const db = openWriting(historyPath(out));
  const found = (id: string, vantage?: string, scope = scopeIn(db)) =>
    loadKnownFindings(db, runOf(id, vantage), scope).map(({ address, spell, answers, lifecycle, named }) => [
      ...[address, spell?.state, spell?.how, answers, lifecycle, named.here, named.elsewhere],
    ]);
  expect(found('another')).toEqual([
    [OLD, 'open', null, true, 'changed', true, false],
    [GONE, 'closed', 'refused', false, 'resolved', true, false],
    [SSH, undefined, undefined, true, 'persisting', false, false],
    [ENGINE, 'open', null, true, 'new', true, false],
  ]);
  const other = findScope(db, 'another', []);
  expect(found('another', 'default', other).map((row) => row.slice(-2))).toEqual([
    ...[
      [false, true],
      [false, true],
      [false, false],
      [false, true],
    ],
  ]);
  expect(found('another', 'outside')).toEqual([]);
  db.close();
});

it('knows what a run said before it was resumed', () => {
  const db = openWriting(historyPath(out));
  const earlier = (id: string) =>
    loadKnownFindings(db, runOf(id), scopeIn(db)).map(({ address, earlier: said }) => [address, said?.word]);
  expect(earlier(runs[1])).toEqual([
    [OLD, 'changed'],
    [GONE, 'resolved'],
    [SSH, undefined],
    [ENGINE, 'new'],
  ]);
  expect(earlier('another').every(([, word]) => word === undefined)).toBe(true);
  db.close();
});

it('loads older exposures beside the newest one', async () => {
  const db = await emptyHistory();
  const run = insertInto(db, 'runs')(runRow());
  const finding = insertInto(db, 'findings')(findingRow(run));
  const insert = insertInto(db, 'exposures');
  insert(exposureRow(finding, { id: 'e1', state: 'closed', how: 'guarded', closed: AT }));
  db.prepare('UPDATE findings SET exposure = ?')(insert(exposureRow(finding, { id: 'e2' })));
  expect(loadRows(db, '1').map(({ exposure }) => [exposure?.id, exposure?.state])).toEqual([['e2', 'open']]);
  expect(loadOlder(db, '1').map(({ exposure }) => [exposure?.id, exposure?.how])).toEqual([['e1', 'guarded']]);
  expect(loadOlder(db, 'f.address = ?', '127.0.0.1')).toEqual([]);
  db.close();
});

it('finds a scope by its key, and begins it with what the first schema knew of its files', async () => {
  const db = await emptyHistory();
  const insert = insertInto(db, 'scopes');
  const common = { deadlines: '{}', acceptances: '[]', vantages: '[]' };
  const [a, b] = ['targets/a.yaml', 'targets/b.yaml'].map((file) => insert({ key: `file:${file}`, ...common }));
  const run = insertInto(db, 'runs')(runRow());
  const finding = insertInto(db, 'findings')(findingRow(run));
  const exposure = insertInto(db, 'exposures')(exposureRow(finding));
  const name = insertInto(db, 'namings');
  for (const scope of [a, b]) name({ exposure, scope: scope ?? 0, named: true });
  const { number } = findScope(db, 'head-office', [`${process.cwd()}/targets/a.yaml`, 'targets/c.yaml']);
  expect(db.all('SELECT key FROM scopes ORDER BY key')).toEqual([
    { key: 'file:targets/b.yaml' },
    { key: 'head-office' },
  ]);
  expect(db.all('SELECT scope FROM namings ORDER BY scope')).toEqual([{ scope: b }, { scope: number }]);
  expect(findScope(db, 'head-office', [])).toEqual({ number, key: 'head-office' });
  expect(findScope(db, 'another', ['targets/a.yaml']).number).not.toBe(number);
  db.close();
});

it('loads the newest acceptance of each finding that did not end, and every change record', async () => {
  const { out } = await shortHistory();
  const db = openWriting(historyPath(out));
  const { finding } = findOne(db, idOf(OLD), { now: AT, deadlines: {} });
  for (const until of ['2099-01-01', '2097-01-01', '2098-01-01'])
    acceptFinding(db, finding, { reason: 'r', owner: 'o', until, by: 'b', at: AT });
  // Two that did not end, as schema 1 left them.
  db.prepare('UPDATE acceptances SET ended = NULL WHERE number = 1')();
  for (const reference of ['CHG-1', 'CHG-2']) recordChange(db, finding, { reference, by: 'b', at: AT });
  expect(loadAcceptances(db, 'default')).toEqual([
    {
      ...{ findingId: finding.id, reason: 'r', owner: 'o', until: '2098-01-01', by: 'b', at: AT, number: 3 },
      ...{ exposure: finding.standing.exposure?.id, verdict: 'engine-open-plaintext' },
      ...{ severity: 'critical', product: 'docker' },
    },
  ]);
  expect(loadAcceptances(db)).toHaveLength(1);
  expect(loadAcceptances(db, 'outside')).toEqual([]);
  expect(loadChangeRecords(db, 'default').map(({ reference }) => reference)).toEqual(['CHG-1', 'CHG-2']);
  expect(loadChangeRecords(db, 'outside')).toEqual([]);
  db.close();
});

it('loads the last whole runs of a scope, oldest first, without the run itself', async () => {
  const { out, runs } = await shortHistory();
  const db = openWriting(historyPath(out));
  const scope = scopeIn(db);
  const trend = (id: string, limit: number, of = scope) => loadTrend(db, runOf(id), of, limit).map(({ run }) => run);
  expect(trend('another', 9)).toEqual(runs);
  expect(trend('another', 1)).toEqual([runs[1]]);
  expect(trend(runs[1], 9)).toEqual([runs[0]]);
  expect(loadTrend(db, runOf('another'), scope, 1)).toMatchObject([
    { severities: { critical: 2, info: 1 }, opened: 1, resolved: 1, meanDaysToClose: 39 },
  ]);
  expect(trend('another', 9, findScope(db, 'another', []))).toEqual([]);
  expect(loadTrend(db, runOf('another', 'outside'), scope, 9)).toEqual([]);
  // A shard or a verify is no point; what the first schema wrote belongs to every scope.
  db.prepare('UPDATE runs SET whole = 0 WHERE id = ?')(runs[1]);
  db.prepare('UPDATE runs SET scope = NULL WHERE id = ?')(runs[0]);
  expect(trend('another', 9)).toEqual([runs[0]]);
  expect(trend('another', 9, findScope(db, 'another', []))).toEqual([runs[0]]);
  db.close();
});
