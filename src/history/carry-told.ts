/** What receivers were told, from a history that is replaced to the one that replaces it: ids of findings and exposures stay. */

import type { Database } from './database.ts';
import { insertInto } from './rows.ts';
import type { RowOf } from './tables.ts';

export type ToldRow = RowOf<'told'>;

export function listTold(db: Database): ToldRow[] {
  return db.all('SELECT receiver, subject, at, state FROM told ORDER BY number').map((row) => ({
    receiver: String(row.receiver),
    subject: String(row.subject),
    at: String(row.at),
    state: String(row.state),
  }));
}

export function carryTold(db: Database, rows: readonly ToldRow[]): void {
  db.transaction(() => {
    const insert = insertInto(db, 'told', { replace: true });
    for (const row of rows) insert(row);
  });
}
