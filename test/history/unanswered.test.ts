import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Database, openWriting } from '../../src/history/database.ts';
import type { WatchedState } from '../../src/history/observe.ts';
import { insertInto } from '../../src/history/rows.ts';
import { writeUnanswered } from '../../src/history/unanswered.ts';
import { temporaryFolder } from '../helpers/scope.ts';
import { CLOSED, findingRow, runRow } from './samples.ts';

const FILTERED: WatchedState = { state: 'filtered', reason: 'timeout' };
const NOT_TESTED: WatchedState = { state: 'not-tested', reason: 'no-descriptors' };
const at = (day: number): string => `2026-03-0${day}T02:00:00.000Z`;

async function database(): Promise<Database> {
  return openWriting(join(await temporaryFolder(), 'seawall.db'));
}

function look(db: Database, day: number, watched: Record<string, WatchedState>, order = day, vantage = 'vps'): void {
  const view = { watched: new Map(Object.entries(watched)), resumptionsOf: () => 0 };
  writeUnanswered(db, vantage, view, [{ order, at: at(day) }]);
}

const kept = (db: Database) => db.all('SELECT vantage, address, seen, first_at, last_at, last_order FROM unanswered');

it('keeps the last look, and since when it meets the same', async () => {
  const db = await database();
  look(db, 1, { '127.0.0.9 2375': CLOSED, '127.0.0.8 2375': NOT_TESTED });
  look(db, 2, { '127.0.0.9 2375': CLOSED });
  const row = { vantage: 'vps', address: '127.0.0.9', seen: 'closed', first_at: at(1), last_at: at(2), last_order: 2 };
  expect(kept(db)).toEqual([row]);
  look(db, 3, { '127.0.0.9 2375': FILTERED });
  const silent = { ...row, seen: 'silent', first_at: at(3), last_at: at(3), last_order: 3 };
  expect(kept(db)).toEqual([silent]);
  look(db, 4, { '127.0.0.9 2375': CLOSED }, 2);
  look(db, 4, { '127.0.0.9 2375': NOT_TESTED }, 4);
  expect(kept(db)).toEqual([silent]);
  db.close();
});

it('keeps nothing of a place that answered this vantage once', async () => {
  const db = await database();
  look(db, 1, { '127.0.0.9 2375': CLOSED });
  insertInto(db, 'runs')(runRow());
  insertInto(db, 'findings')(findingOfVantage('vps'));
  look(db, 2, { '127.0.0.9 2375': CLOSED });
  expect(kept(db)).toEqual([]);
  look(db, 2, { '127.0.0.9 2375': CLOSED }, 2, 'office');
  expect(kept(db)).toMatchObject([{ vantage: 'office', first_at: at(2) }]);
  db.close();
});

it('takes the process of the run that looked', async () => {
  const db = await database();
  const view = { watched: new Map([['127.0.0.9 2375', CLOSED]]), resumptionsOf: () => 1 };
  writeUnanswered(
    db,
    'vps',
    view,
    [1, 2].map((day) => ({ order: day, at: at(day) })),
  );
  expect(kept(db)).toMatchObject([{ last_order: 2, last_at: at(2) }]);
  db.close();
});

function findingOfVantage(vantage: string) {
  const { sighting: _, ...row } = { sighting: '', ...findingRow(1, { vantage }) };
  return row;
}
