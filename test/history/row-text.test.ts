import Libsql from 'libsql';
import { expect, it } from 'vitest';
import { toRow, unpackRow, withTextAsBytes } from '../../src/history/row-text.ts';

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

it('names the values of a packed row, and takes what is no list for none', () => {
  const names = ['a', 'b', 'c'];
  expect(unpackRow(names, { packed: Buffer.from('["x",1]') })).toEqual({ a: 'x', b: 1, c: null });
  expect(unpackRow(names, { packed: Buffer.from('[true,null,{}]') })).toEqual({ a: null, b: null, c: null });
  expect(unpackRow(names, { packed: Buffer.from('{"a":1}') })).toEqual({});
  expect(unpackRow(names, undefined)).toEqual({ a: null, b: null, c: null });
});
