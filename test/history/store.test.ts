import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Database, openWriting } from '../../src/history/database.ts';
import { endpointKey } from '../../src/history/observe.ts';
import { type RecordInputs, recordRun } from '../../src/history/store.ts';
import { temporaryFolder } from '../helpers/scope.ts';
import { engineOf, findingOf } from './samples.ts';

const AT = '2026-03-02T02:00:00.000Z';

function inputsOf(id: string, change: Partial<RecordInputs> = {}): RecordInputs {
  const severities = { critical: 1, high: 0, medium: 0, low: 0, info: 0 };
  const finding = findingOf('engine-open-plaintext');
  return {
    run: {
      ...{ id, purpose: 'audit', vantage: 'default', startedAt: AT, finishedAt: AT, outcome: 'finished' },
      ...{ shard: '1/1', digest: 'sha256:0', endpoints: 4, tested: 3, severities },
    },
    view: viewOf([finding]),
    known: [],
    deadlines: {},
    fileOf: (range) => `${range}.yaml`,
    keep: () => undefined,
    ...change,
  };
}

function viewOf(findings: ReturnType<typeof findingOf>[], closed: string[] = []): RecordInputs['view'] {
  return {
    findings: new Map(findings.map((finding) => [finding.id, finding])),
    watched: new Map(
      closed.map((address) => [endpointKey(address, 2375), { state: 'closed', reason: 'ECONNREFUSED' }]),
    ),
    files: [],
    isInScope: () => true,
    rangeOf: () => undefined,
    audit: true,
    part: false,
  };
}

async function database(): Promise<Database> {
  return openWriting(join(await temporaryFolder(), 'seawall.db'));
}

it('writes each fact of a run into its own column', async () => {
  const db = await database();
  recordRun(db, inputsOf('r1'));
  recordRun(db, inputsOf('r2', { view: viewOf([], ['127.0.0.9']) }));
  expect(db.all('SELECT * FROM runs')).toMatchObject([
    { id: 'r1', endpoints: 4, tested: 3, critical: 1, info: 0, opened: 1, resolved: 0, mean_days_to_close: null },
    { id: 'r2', opened: 0, resolved: 1, mean_days_to_close: expect.any(Number) },
  ]);
  expect(db.all('SELECT * FROM findings')).toMatchObject([
    {
      ...{ id: 'f1', address: '127.0.0.9', port: 2375, vantage: 'default', owner: 'platform', range: '127.0.0.0/24' },
      ...{ file: '127.0.0.0/24.yaml', state: 'resolved', in_scope: 1, lifecycle: 'resolved', severity: 'critical' },
      ...{ verdict: 'engine-open-plaintext', product: 'docker', version: '20.10.5', exposed: 1, ever_exposed: 1 },
      ...{ silent_runs: 0, resolved_at: AT, declared: null, last_run: 2, before: expect.stringContaining('"open"') },
    },
  ]);
  expect(db.all('SELECT run, seen, lifecycle, verdict, severity, version FROM sightings')).toEqual([
    {
      ...{ run: 1, seen: 'answered', lifecycle: 'new', verdict: 'engine-open-plaintext' },
      ...{ severity: 'critical', version: '20.10.5' },
    },
    { run: 2, seen: 'closed', lifecycle: 'resolved', verdict: null, severity: null, version: null },
  ]);
  expect(db.all('SELECT run, lifecycle FROM changes')).toEqual([
    { run: 1, lifecycle: 'new' },
    { run: 2, lifecycle: 'resolved' },
  ]);
  db.close();
});

it('replaces what a run said before it was resumed', async () => {
  const db = await database();
  recordRun(db, inputsOf('r1'));
  recordRun(db, inputsOf('r2', { view: viewOf([], ['127.0.0.9']) }));
  recordRun(db, inputsOf('r2', { view: viewOf([findingOf('engine-open-plaintext', { engine: engineOf('27.0.3') })]) }));
  expect(db.get('SELECT count(*) AS n FROM runs')).toEqual({ n: 2 });
  expect(db.all('SELECT run, seen FROM sightings')).toEqual([
    { run: 1, seen: 'answered' },
    { run: 2, seen: 'answered' },
  ]);
  expect(db.get('SELECT state, lifecycle, version FROM findings')).toEqual({
    ...{ state: 'open', lifecycle: 'changed', version: '27.0.3' },
  });
  db.close();
});

it('keeps the last word on what a run does not look at, and writes nothing where keeping fails', async () => {
  const db = await database();
  recordRun(db, inputsOf('r1'));
  recordRun(
    db,
    inputsOf('r2', {
      view: {
        ...viewOf([]),
        isInScope: () => false,
        rangeOf: () => undefined,
        audit: true,
        files: ['127.0.0.0/24.yaml'],
      },
    }),
  );
  expect(db.get('SELECT lifecycle, in_scope, last_run FROM findings')).toEqual({
    ...{ lifecycle: 'new', in_scope: 0, last_run: 2 },
  });
  const keep = (): never => {
    throw new Error('the disk is full');
  };
  expect(() => recordRun(db, inputsOf('r3', { keep }))).toThrow('the disk is full');
  expect(db.get('SELECT count(*) AS n FROM runs')).toEqual({ n: 2 });
  db.close();
});
