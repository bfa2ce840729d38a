import { expect, it } from 'vitest';
import { type Database, openWriting } from '../../src/history/database.ts';
import { acceptFinding, recordChange } from '../../src/history/decide.ts';
import { historyPath } from '../../src/history/history-file.ts';
import { insertInto } from '../../src/history/rows.ts';
import { timelineOf } from '../../src/history/timeline.ts';
import { findOne, GONE, idOf, OLD, SSH, shortHistory } from '../helpers/history.ts';
import { temporaryFolder } from '../helpers/scope.ts';
import { findingRow, runRow } from './samples.ts';

const NOW = new Date().toISOString();
const { out, runs } = await shortHistory();

it('tells what happened to a finding in order, with what people decided', () => {
  const db = openWriting(historyPath(out));
  const { finding } = findOne(db, idOf(GONE), { now: NOW, deadlines: {} });
  acceptFinding(db, finding, { reason: 'lab', owner: 'ops', until: '2099-01-01', by: 'ann', at: NOW });
  recordChange(db, finding, { reference: 'CHG-7', by: 'bob', at: NOW });
  expect(timelineOf(db, finding.id).map(({ what, detail }) => [what, detail])).toEqual([
    ['new', 'first answer: engine-open-plaintext'],
    ['resolved', expect.stringContaining('closed: the connection was refused (ECONNREFUSED)')],
    ['acceptance', 'until 2099-01-01 for ops, by ann: lab'],
    ['change record', 'CHG-7, by bob'],
  ]);
  expect(timelineOf(db, idOf(SSH)).map(({ what, detail }) => [what, detail])).toEqual([
    ['new', 'first answer: other-service'],
    ['seen', expect.stringMatching(/^answered in 2 runs until \d{4}-/)],
  ]);
  db.close();
});

it('names the run of each entry', () => {
  const db = openWriting(historyPath(out));
  expect(timelineOf(db, idOf(OLD)).map(({ what, run }) => [what, run])).toEqual([
    ['new', runs[0]],
    ['changed', runs[1]],
  ]);
  expect(timelineOf(db, 'f0')).toEqual([]);
  db.close();
});

async function history(): Promise<{ db: Database; finding: number; runs: number[] }> {
  const db = openWriting(historyPath(await temporaryFolder()));
  const runs = ['r1', 'r2', 'r3'].map((id) => insertInto(db, 'runs')(runRow({ id })));
  const finding = insertInto(db, 'findings')(findingRow(runs[0] ?? 0));
  return { db, finding, runs };
}

it('has one entry for looks in a row that learnt the same, and none for one that is told as a change', async () => {
  const { db, finding, runs } = await history();
  const look = insertInto(db, 'looks');
  const common = { finding, verdict: null, severity: null, version: null };
  const spans = [
    {
      first: 0,
      last: 0,
      at: '2026-03-01T02:00:00.000Z',
      until: '2026-03-01T02:00:00.000Z',
      looks: 1,
      seen: 'answered',
    },
    { first: 1, last: 2, at: '2026-03-02T02:00:00.000Z', until: '2026-03-03T02:00:00.000Z', looks: 2, seen: 'silent' },
  ] as const;
  for (const { first, last, at, until, looks, seen } of spans) {
    const times = { first_run: runs[first] ?? 0, last_run: runs[last] ?? 0, first_at: at, last_at: until, looks };
    look({ ...common, ...times, seen });
  }
  const told = { exposure: null, state: null, how: null, severity: null, finding, run: runs[0] ?? 0 };
  insertInto(db, 'changes')({ ...told, at: spans[0].at, lifecycle: 'new', what: 'first answer: tarpit' });
  expect(timelineOf(db, 'f1').map(({ what, detail, run }) => [what, detail, run])).toEqual([
    ['new', 'first answer: tarpit', 'r1'],
    ['seen', 'silent in 2 runs until 2026-03-03T02:00:00.000Z', 'r3'],
  ]);
  db.close();
});

it('leaves out what has no date', async () => {
  const { db, finding, runs } = await history();
  const told = { exposure: null, state: null, how: null, severity: null, finding, run: runs[0] ?? 0 };
  insertInto(db, 'changes')({ ...told, at: 'yesterday', lifecycle: 'new', what: '' });
  insertInto(db, 'change_records')({ finding, reference: 'CHG-1', by: 'b', at: 'x' });
  expect(timelineOf(db, 'f1')).toEqual([]);
  db.close();
});
