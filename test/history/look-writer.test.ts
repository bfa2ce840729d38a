import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Database, openWriting } from '../../src/history/database.ts';
import type { Observation } from '../../src/history/life.ts';
import { createLookWriter } from '../../src/history/look-writer.ts';
import { insertInto } from '../../src/history/rows.ts';
import { temporaryFolder } from '../helpers/scope.ts';
import { engineOf, findingOf, findingRow, runRow } from './samples.ts';

const at = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T02:00:00.000Z`;
const answered = (day: number, version: string): Observation => ({
  seen: 'answered',
  finding: findingOf('engine-open-plaintext', { lastSeen: at(day), engine: engineOf(version) }),
});
const SILENT: Observation = { seen: 'silent', reason: 'timeout' };
const CLOSED: Observation = { seen: 'closed', reason: 'ECONNREFUSED' };

/** Runs 1 to 9, and one endpoint. */
async function history(): Promise<{
  db: Database;
  look(run: number, ...of: Observation[]): void;
  spans(): unknown[][];
}> {
  const db = openWriting(join(await temporaryFolder(), 'seawall.db'));
  const runs = Array.from({ length: 9 }, (_, i) => insertInto(db, 'runs')(runRow({ id: `r${i + 1}` })));
  const finding = insertInto(db, 'findings')(findingRow(runs[0] ?? 0));
  return {
    db,
    look(run, ...of) {
      const writer = createLookWriter(db, { number: run, at: at(run) });
      for (const observation of of) writer.write(finding, observation);
      writer.flush();
    },
    spans: () =>
      db
        .all('SELECT * FROM looks ORDER BY first_run')
        .map(({ first_run, last_run, looks, seen, version, first_at, last_at }) => [
          ...[`${first_run}-${last_run}`, looks, seen, version, first_at, last_at],
        ]),
  };
}

it('keeps looks in a row that learnt the same as one span', async () => {
  const { db, look, spans } = await history();
  for (const run of [1, 2, 3]) look(run, answered(run, '20.10.5'));
  for (const run of [4, 5]) look(run, SILENT);
  look(6, answered(6, '20.10.5'));
  look(7, answered(7, '27.3.1'));
  look(8, CLOSED);
  expect(spans()).toEqual([
    ['1-3', 3, 'answered', '20.10.5', at(1), at(3)],
    ['4-5', 2, 'silent', null, at(4), at(5)],
    ['6-6', 1, 'answered', '20.10.5', at(6), at(6)],
    ['7-7', 1, 'answered', '27.3.1', at(7), at(7)],
    ['8-8', 1, 'closed', null, at(8), at(8)],
  ]);
  expect(db.get('SELECT look FROM findings')).toEqual({ look: 8 });
  db.close();
});

it('keeps nothing of what was not looked at: a span goes on over it', async () => {
  const { db, look, spans } = await history();
  look(1, SILENT);
  look(2, { seen: 'elsewhere' });
  look(3, { seen: 'not-tested' });
  look(4, SILENT);
  expect(spans()).toEqual([['1-4', 2, 'silent', null, at(1), at(4)]]);
  db.close();
});

it('has one look of a run that is recorded again', async () => {
  const { db, look, spans } = await history();
  look(1, SILENT);
  look(1, SILENT);
  look(1, answered(1, '20.10.5'));
  expect(spans()).toEqual([['1-1', 1, 'silent', null, at(1), at(1)]]);
  look(2, SILENT);
  look(2, SILENT);
  expect(spans()).toEqual([['1-2', 2, 'silent', null, at(1), at(2)]]);
  db.close();
});
