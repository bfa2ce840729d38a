import Libsql from 'libsql';
import { expect, it } from 'vitest';
import { toRow, withTextAsBytes } from '../../src/history/row-text.ts';

it('reads text that is no UTF-8, at which the driver ends the process, and leaves other values as they are', () => {
  const handle = new Libsql(':memory:');
  handle.exec(`CREATE TABLE t ("a ""b" TEXT, n INTEGER, r REAL) STRICT`);
  handle.exec(
    `INSERT INTO t VALUES ('é', 1, 0.5), (CAST(x'61ff62' AS TEXT), 9e18, NULL), ('a' || char(0) || 'b', 2, 9e999)`,
  );
  const columns = ['a "b', 'n', 'r'];
  const sql = withTextAsBytes('SELECT * FROM t ORDER BY rowid', () => columns);
  expect(handle.prepare(sql).all().map(toRow)).toEqual([
    { 'a "b': 'é', n: 1, r: 0.5 },
    { 'a "b': 'a\uFFFDb', n: 9e18, r: null },
    { 'a "b': 'a\0b', n: 2, r: Number.POSITIVE_INFINITY },
  ]);
  handle.close();
});

it('leaves other statements as they are', () => {
  expect(withTextAsBytes('PRAGMA user_version', () => [])).toBe('PRAGMA user_version');
  expect(toRow(undefined)).toEqual({});
});
