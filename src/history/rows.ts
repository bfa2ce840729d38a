/** INSERT and UPDATE statements from the column lists of the tables: values are bound by column name, never by place. */

import type { Column } from './columns.ts';
import type { Database } from './database.ts';
import type { SqlValue } from './row-text.ts';
import { type NumberedTable, type RowOf, TABLES, type TableName } from './tables.ts';

/**
 * Prepares one INSERT, to be called for each row.
 * @param replace a row of the same key gives way, instead of being a fault
 * @returns a function that returns the number of the inserted row; it throws RangeError where a column has no value
 */
export function insertInto<T extends TableName>(
  db: Database,
  table: T,
  { replace = false }: { replace?: boolean } = {},
): (row: RowOf<T>) => number {
  const names = columnsOf(table).map(([name]) => name);
  const into = replace ? 'INSERT OR REPLACE INTO' : 'INSERT INTO';
  const insert = db.prepare(`${into} ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`);
  const bind = binderOf(table);
  return (row) => insert(...bind(row));
}

/**
 * Prepares one UPDATE of a whole row, found by its number.
 * @returns a function that throws RangeError where a column has no value
 */
export function updateIn<T extends NumberedTable>(db: Database, table: T): (number: number, row: RowOf<T>) => void {
  const names = columnsOf(table).map(([name]) => name);
  const update = db.prepare(`UPDATE ${table} SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE number = ?`);
  const bind = binderOf(table);
  return (number, row) => {
    update(...bind(row), number);
  };
}

function columnsOf(table: TableName): readonly [name: string, column: Column<unknown>][] {
  return Object.entries(TABLES[table]);
}

/** @returns a function that gives the values of a row in the order of the columns */
function binderOf(table: TableName): (row: Readonly<Record<string, unknown>>) => SqlValue[] {
  const columns = columnsOf(table);
  return (row) => {
    const values: SqlValue[] = [];
    for (const [name, { nullable }] of columns) {
      const value = row[name];
      if (typeof value === 'string' || typeof value === 'number') values.push(value);
      else if (typeof value === 'boolean') values.push(value ? 1 : 0);
      else if (value === null && nullable) values.push(null);
      else throw new RangeError(`a row of ${table} has no value for ${name}`);
    }
    if (Object.keys(row).length > values.length)
      throw new RangeError(`a row of ${table} has columns that the table has not`);
    return values;
  };
}
