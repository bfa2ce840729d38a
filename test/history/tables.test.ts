import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openWriting } from '../../src/history/database.ts';
import { TABLES } from '../../src/history/tables.ts';
import { temporaryFolder } from '../helpers/scope.ts';

it('lists the tables and columns of the newest schema, with what may be null', async () => {
  const db = openWriting(join(await temporaryFolder(), 'seawall.db'));
  const tables = db.all(
    `SELECT t.name AS "table", c.name AS name, c."notnull" OR c.pk > 0 AS required
     FROM sqlite_schema t JOIN pragma_table_info(t.name) c
     WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND c.name <> 'number'`,
  );
  db.close();
  const listed = Object.entries(TABLES).flatMap(([table, columns]) =>
    Object.entries(columns).map(([name, { nullable }]) => ({ table, name, required: nullable ? 0 : 1 })),
  );
  const order = (rows: readonly unknown[]): string[] => rows.map((row) => JSON.stringify(row)).sort();
  expect(order(listed)).toEqual(order(tables));
});
