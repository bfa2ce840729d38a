import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import Libsql from 'libsql';
import { expect, it } from 'vitest';
import { SCHEMA_1 } from '../../src/history/schema-1.ts';
import { MIGRATIONS } from '../../src/history/tables.ts';
import { temporaryFolder } from '../helpers/scope.ts';

/** The statements of a database's schema. */
function schemaOf(handle: Libsql.Database): unknown[] {
  return handle.prepare(`SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name`).all();
}

it('is what the first release wrote, to the letter', async () => {
  const folder = await temporaryFolder();
  await copyFile('test/fixtures/history/v1.db', join(folder, 'v1.db'));
  const written = new Libsql(join(folder, 'v1.db'));
  const made = new Libsql(join(folder, 'made.db'));
  made.exec(SCHEMA_1);
  expect(schemaOf(made)).toEqual(schemaOf(written));
  expect(schemaOf(made).length).toBeGreaterThan(10);
  made.close();
  written.close();
});

it('is the first step', () => {
  expect(MIGRATIONS[0]).toBe(SCHEMA_1);
});
