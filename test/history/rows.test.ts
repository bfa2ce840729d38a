import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Database, openWriting } from '../../src/history/database.ts';
import { insertInto, updateIn } from '../../src/history/rows.ts';
import type { RowOf } from '../../src/history/tables.ts';
import { temporaryFolder } from '../helpers/scope.ts';
import { findingRow, runRow } from './samples.ts';

async function database(): Promise<Database> {
  return openWriting(join(await temporaryFolder(), 'seawall.db'));
}

describe('a row', () => {
  it('comes back by its columns, whatever the order in which they are given', async () => {
    const db = await database();
    const run = insertInto(db, 'runs')(runRow());
    const number = insertInto(db, 'findings')(findingRow(run));
    const stored = { ...findingRow(run), answers: 1 };
    expect(db.all('SELECT * FROM findings')).toEqual([{ number, ...stored }]);
    const reversed = Object.fromEntries(Object.entries(findingRow(run)).reverse()) as RowOf<'findings'>;
    updateIn(db, 'findings')(number, { ...reversed, lifecycle: 'resolved', last_seen: 'd', answers: false });
    expect(db.all('SELECT * FROM findings')).toEqual([
      { number, ...stored, lifecycle: 'resolved', last_seen: 'd', answers: 0 },
    ]);
    db.close();
  });

  it('is written by one statement that is prepared once', async () => {
    const db = await database();
    const prepared: string[] = [];
    const spy: Database = {
      ...db,
      prepare(sql) {
        prepared.push(sql);
        return db.prepare(sql);
      },
    };
    const insert = insertInto(spy, 'runs');
    for (const id of ['r1', 'r2', 'r3']) insert(runRow({ id }));
    expect(prepared).toHaveLength(1);
    expect(db.get('SELECT count(*) AS n FROM runs')).toEqual({ n: 3 });
    db.close();
  });

  it('takes the place of one with the same key, where that is asked for', async () => {
    const db = await database();
    const again = () => insertInto(db, 'runs')(runRow({ tested: 9 }));
    insertInto(db, 'runs')(runRow());
    expect(again).toThrow('HISTORY_UNUSABLE');
    insertInto(db, 'runs', { replace: true })(runRow({ tested: 7 }));
    expect(db.all('SELECT id, tested FROM runs')).toEqual([{ id: 'r1', tested: 7 }]);
    db.close();
  });

  it('is refused with a column that is missing, unknown or null', async () => {
    const db = await database();
    const insert = insertInto(db, 'runs');
    const { digest: _, ...without } = runRow();
    // @ts-expect-error A column is missing.
    expect(() => insert(without)).toThrow(/no value for digest/);
    // @ts-expect-error The table has no such column.
    expect(() => insert({ ...runRow(), colour: 'red' })).toThrow(/columns that the table has not/);
    // @ts-expect-error A column that must not be null.
    expect(() => insert({ ...runRow(), digest: null })).toThrow(/no value for digest/);
    expect(db.get('SELECT count(*) AS n FROM runs')).toEqual({ n: 0 });
    db.close();
  });

  it('does not compile with two columns swapped', async () => {
    const db = await database();
    const row = findingRow(1);
    const { severity, product } = row;
    // @ts-expect-error A product is no severity.
    const swapped: RowOf<'findings'> = { ...row, severity: product, product: severity };
    expect(() => insertInto(db, 'findings')(swapped)).toThrow();
    db.close();
  });
});
