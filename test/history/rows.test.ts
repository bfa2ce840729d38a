import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Database, openWriting } from '../../src/history/database.ts';
import { insertInto, updateIn } from '../../src/history/rows.ts';
import type { RowOf } from '../../src/history/tables.ts';
import { temporaryFolder } from '../helpers/scope.ts';
import { runRow } from './samples.ts';

async function database(): Promise<Database> {
  return openWriting(join(await temporaryFolder(), 'seawall.db'));
}

function findingRow(last_run: number, change: Partial<RowOf<'findings'>> = {}): RowOf<'findings'> {
  return {
    ...{ id: 'f1', address: '127.0.0.9', port: 2375, vantage: 'default', owner: 'platform', range: '127.0.0.0/24' },
    ...{ file: 'a.yaml', state: 'open', in_scope: true, lifecycle: 'new', verdict: 'engine-open-tls' },
    ...{ severity: 'critical', product: 'docker', version: '27.0.3', exposed: true, ever_exposed: true },
    ...{ silent_runs: 0, first_seen: 'a', last_seen: 'b', open_since: 'c', resolved_at: null, declared: null },
    ...{ last_run, sighting: '{}', before: null },
    ...change,
  };
}

describe('a row', () => {
  it('comes back by its columns, whatever the order in which they are given', async () => {
    const db = await database();
    const run = insertInto(db, 'runs')(runRow());
    const number = insertInto(db, 'findings')(findingRow(run));
    const stored = { ...findingRow(run), in_scope: 1, exposed: 1, ever_exposed: 1 };
    expect(db.all('SELECT * FROM findings')).toEqual([{ number, ...stored }]);
    const reversed = Object.fromEntries(Object.entries(findingRow(run)).reverse()) as RowOf<'findings'>;
    updateIn(db, 'findings')(number, { ...reversed, state: 'resolved', resolved_at: 'd', exposed: false });
    expect(db.all('SELECT * FROM findings')).toEqual([
      { number, ...stored, state: 'resolved', resolved_at: 'd', exposed: 0 },
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
