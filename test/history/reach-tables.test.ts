import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openWriting } from '../../src/history/database.ts';
import { REACH_TABLES } from '../../src/history/reach-tables.ts';
import { temporaryFolder } from '../helpers/scope.ts';

it('lists the columns of its table, with what may be null', async () => {
  const db = openWriting(join(await temporaryFolder(), 'seawall.db'));
  for (const [table, columns] of Object.entries(REACH_TABLES)) {
    const made = db.all(`SELECT name, "notnull" AS required FROM pragma_table_info('${table}') WHERE name <> 'number'`);
    expect(made).toEqual(Object.entries(columns).map(([name, { nullable }]) => ({ name, required: nullable ? 0 : 1 })));
  }
  db.close();
});
