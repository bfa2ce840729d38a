import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Database, openWriting } from '../../src/history/database.ts';
import { newestStart, type RecordInputs, recordRun, recordStart } from '../../src/history/store.ts';
import { temporaryFolder } from '../helpers/scope.ts';
import { CLOSED, engineOf, findingOf, viewOf } from './samples.ts';

const AT = '2026-03-02T02:00:00.000Z';
const ENGINE = findingOf('engine-open-plaintext');
const NEWER = findingOf('engine-open-plaintext', { engine: engineOf('27.0.3') });
const REFUSED = viewOf([], { '127.0.0.9': CLOSED });

function inputsOf(id: string, change: Partial<RecordInputs> = {}): RecordInputs {
  const severities = { critical: 1, high: 0, medium: 0, low: 0, info: 0 };
  return {
    run: {
      ...{ id, purpose: 'audit', vantage: 'default', startedAt: AT, finishedAt: AT, outcome: 'finished' },
      ...{ shard: '1/1', digest: 'sha256:0', endpoints: 4, tested: 3, severities, whole: true },
    },
    ...{ endedAt: [AT], scope: { key: 'office', files: ['a.yaml'], vantages: [] }, reviews: [] },
    ...{ view: viewOf([ENGINE]), known: [], deadlines: {}, keep: () => undefined },
    ...change,
  };
}

async function database(): Promise<Database> {
  return openWriting(join(await temporaryFolder(), 'seawall.db'));
}

it('writes each fact of a run into its own column', async () => {
  const db = await database();
  recordRun(db, inputsOf('r1', { deadlines: { critical: 7 } }));
  recordRun(db, inputsOf('r2', { view: REFUSED }));
  expect(db.all('SELECT * FROM runs')).toMatchObject([
    { id: 'r1', endpoints: 4, tested: 3, critical: 1, info: 0, opened: 1, resolved: 0, mean_days_to_close: null },
    { id: 'r2', opened: 0, resolved: 1, mean_days_to_close: expect.any(Number), scope: 1, whole: 1 },
  ]);
  expect(db.all('SELECT * FROM findings')).toMatchObject([
    {
      ...{ id: 'f1', address: '127.0.0.9', port: 2375, vantage: 'default', owner: 'platform', range: '127.0.0.0/24' },
      ...{ lifecycle: 'resolved', severity: 'critical', verdict: 'engine-open-plaintext', product: 'docker' },
      ...{ version: '20.10.5', declared: null, last_run: 2, seen_run: 1, answers: 0, exposure: 1, last_order: 2 },
    },
  ]);
  expect(db.all('SELECT * FROM exposures')).toMatchObject([
    {
      ...{ finding: 1, state: 'closed', how: 'refused', opened: ENGINE.lastSeen, closed: AT, in_scope: 1 },
      ...{ verdict: 'engine-open-plaintext', severity: 'critical', product: 'docker', version: '20.10.5' },
      ...{ owner: 'platform', last_seen: ENGINE.lastSeen, seen_run: 1, last_order: 2, quiet: null, sighting: null },
    },
  ]);
  expect(db.all('SELECT first_run, last_run, looks, seen, verdict, severity, version FROM looks')).toEqual([
    {
      ...{ first_run: 1, last_run: 1, looks: 1, seen: 'answered', verdict: 'engine-open-plaintext' },
      ...{ severity: 'critical', version: '20.10.5' },
    },
    { first_run: 2, last_run: 2, looks: 1, seen: 'closed', verdict: null, severity: null, version: null },
  ]);
  expect(db.all('SELECT run, exposure, lifecycle, state, how, severity FROM changes')).toEqual([
    { run: 1, exposure: 1, lifecycle: 'new', state: 'open', how: null, severity: 'critical' },
    { run: 2, exposure: 1, lifecycle: 'resolved', state: 'closed', how: 'refused', severity: 'critical' },
  ]);
  expect(db.all('SELECT * FROM scopes')).toEqual([
    { number: 1, key: 'office', deadlines: '{}', acceptances: '[]', vantages: '[]' },
  ]);
  expect(db.all('SELECT * FROM namings')).toEqual([{ exposure: 1, scope: 1, named: 1 }]);
  db.close();
});

it('keeps what the files of a scope said in its last run', async () => {
  const db = await database();
  const reviews = [
    {
      ...{ target: '127.0.0.9', first: '127.0.0.9', last: '127.0.0.9', reason: 'r', owner: 'o', recurring: true },
      ...{ from: '2026-01-01', until: '2026-12-31', file: 'acceptances.yaml', line: 1 },
    },
  ];
  const vantages = [{ name: 'vps', stands: 'internet' as const }];
  const scope = { key: 'office', files: ['a.yaml'], vantages };
  for (const critical of [7, 3]) recordRun(db, inputsOf(`r${critical}`, { deadlines: { critical }, reviews, scope }));
  const stored = db.get('SELECT deadlines, acceptances, vantages FROM scopes');
  expect(Object.values(stored ?? {}).map((text): unknown => JSON.parse(String(text)))).toEqual([
    ...[{ critical: 3 }, reviews, vantages],
  ]);
  db.close();
});

it('adds to what a run said before it was resumed', async () => {
  const db = await database();
  recordRun(db, inputsOf('r1'));
  recordRun(db, inputsOf('r2', { view: REFUSED }));
  const view = viewOf([NEWER], {}, { resumptionsOf: () => 1 });
  recordStart(db, 'r2', AT);
  recordRun(db, inputsOf('r2', { view, endedAt: [AT, AT] }));
  expect(db.get('SELECT count(*) AS n FROM runs')).toEqual({ n: 2 });
  expect(db.get('SELECT lifecycle, version, answers FROM findings')).toEqual({
    ...{ lifecycle: 'reopened', version: '27.0.3', answers: 1 },
  });
  expect(db.get('SELECT count(*) AS n, max(state) AS state FROM exposures')).toEqual({ n: 1, state: 'open' });
  // One look at an endpoint in a run.
  expect(db.get('SELECT sum(looks) AS n FROM looks')).toEqual({ n: 2 });
  expect(db.all('SELECT run, lifecycle FROM changes')).toEqual([
    { run: 1, lifecycle: 'new' },
    { run: 2, lifecycle: 'resolved' },
    { run: 2, lifecycle: 'reopened' },
  ]);
  db.close();
});

it('numbers the processes of runs in the order in which they begin, whatever the clock says', async () => {
  const db = await database();
  expect(newestStart(db)).toBeUndefined();
  recordStart(db, 'late', '2026-03-09T00:00:00.000Z');
  recordStart(db, 'early', '2026-03-01T00:00:00.000Z');
  expect(newestStart(db)).toBe('2026-03-09T00:00:00.000Z');
  // The run that began last was recorded first; the other one learnt less and changes nothing.
  recordRun(db, inputsOf('early', { view: viewOf([NEWER]) }));
  recordRun(db, inputsOf('late', { view: REFUSED }));
  expect(db.get('SELECT state, version, last_order FROM exposures')).toEqual({
    ...{ state: 'open', version: '27.0.3', last_order: 2 },
  });
  db.close();
});

it('takes the processes of a run that history did not see begin for older than all others', async () => {
  const db = await database();
  recordRun(db, inputsOf('r1'));
  const rest = { endedAt: ['2026-03-01T00:00:00.000Z', AT] };
  const refusedBy = (resumptions: number) => viewOf([], { '127.0.0.9': CLOSED }, { resumptionsOf: () => resumptions });
  recordRun(db, inputsOf('r2', { ...rest, view: refusedBy(0) }));
  expect(db.get('SELECT state FROM exposures')).toEqual({ state: 'open' });
  recordRun(db, inputsOf('r3', { ...rest, view: refusedBy(1) }));
  expect(db.get('SELECT state FROM exposures')).toEqual({ state: 'closed' });
  db.close();
});

it('ends an acceptance with its exposure', async () => {
  const db = await database();
  recordRun(db, inputsOf('r1'));
  db.prepare(
    `INSERT INTO acceptances (finding, exposure, reason, owner, until, by, at, verdict, severity, product)
     VALUES (1, 1, 'r', 'o', '2099-01-01', 'b', ?, 'engine-open-plaintext', 'critical', 'docker')`,
  )(AT);
  recordRun(db, inputsOf('r2'));
  expect(db.get('SELECT ended FROM acceptances')).toEqual({ ended: null });
  recordRun(db, inputsOf('r3', { view: REFUSED }));
  expect(db.get('SELECT ended, ended_why FROM acceptances')).toEqual({ ended: AT, ended_why: 'closed' });
  db.close();
});

it('keeps the last word on what a run does not name, and writes nothing where keeping fails', async () => {
  const db = await database();
  recordRun(db, inputsOf('r1'));
  recordRun(db, inputsOf('r2', { view: viewOf([], {}, { isInScope: () => false, isNamed: () => false }) }));
  expect(db.get('SELECT lifecycle, last_run FROM findings')).toEqual({ lifecycle: 'new', last_run: 1 });
  expect(db.get('SELECT state, in_scope FROM exposures')).toEqual({ state: 'open', in_scope: 0 });
  const keep = (): never => {
    throw new Error('the disk is full');
  };
  expect(() => recordRun(db, inputsOf('r3', { keep }))).toThrow('the disk is full');
  expect(db.get('SELECT count(*) AS n FROM runs')).toEqual({ n: 2 });
  db.close();
});
