/** The tables of what receivers were told, in a history whose schema has them or not yet. */

import { type Database, openWriting } from '../../src/history/database.ts';
import { historyPath } from '../../src/history/history-file.ts';
import { TOLD_DDL } from '../../src/history/told-tables.ts';

export function withToldTables(db: Database): Database {
  if (db.get("SELECT name FROM sqlite_schema WHERE name = 'told'") === undefined)
    for (const statement of TOLD_DDL.split(';').filter((text) => text.trim() !== '')) db.prepare(statement)();
  return db;
}

export function addToldTables(out: string): void {
  withToldTables(openWriting(historyPath(out))).close();
}
