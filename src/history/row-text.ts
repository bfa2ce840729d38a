/**
 * Rows with their text as bytes. The driver ends the whole process at the first text that is no UTF-8, as a damaged disk
 * or another program may leave it; bytes it hands out as they are.
 */

/** A value of a column, or one that a statement binds. */
export type SqlValue = string | number | null;
export type SqlRow = Record<string, SqlValue>;

/** The same query with every text as bytes. Other statements than SELECT stay as they are. */
export function withTextAsBytes(sql: string, columnsOf: (sql: string) => readonly string[]): string {
  if (!/^\s*SELECT\b/i.test(sql)) return sql;
  const columns = columnsOf(sql).map((name) => `"${name.replaceAll('"', '""')}"`);
  const bytes = columns.map((name) => `CASE typeof(${name}) WHEN 'text' THEN CAST(${name} AS BLOB) ELSE ${name} END`);
  return `SELECT ${bytes.map((value, i) => `${value} AS ${columns[i]}`).join(', ')} FROM (${sql})`;
}

/** What is no UTF-8 becomes U+FFFD. */
export function toRow(found: unknown): SqlRow {
  const row: SqlRow = {};
  if (typeof found !== 'object' || found === null) return row;
  for (const [name, value] of Object.entries(found)) {
    // The driver adds an object of its own to single rows.
    if (value instanceof ArrayBuffer || Buffer.isBuffer(value)) row[name] = decode(value);
    else if (typeof value === 'string' || typeof value === 'number' || value === null) row[name] = value;
  }
  return row;
}

function decode(bytes: ArrayBuffer | Buffer): string {
  return (Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes)).toString('utf8');
}

/** The row of a JSON array that SQLite made, with the names of its columns. What is no UTF-8 becomes U+FFFD. */
export function unpackRow(names: readonly string[], found: unknown): SqlRow {
  const row: SqlRow = {};
  const packed = toRow(found).packed;
  const values: unknown = typeof packed === 'string' ? JSON.parse(packed) : [];
  if (!Array.isArray(values)) return row;
  for (let i = 0; i < names.length; i += 1) {
    const value: unknown = values[i];
    const name = names[i] ?? '';
    row[name] = typeof value === 'string' || typeof value === 'number' ? value : null;
  }
  return row;
}
