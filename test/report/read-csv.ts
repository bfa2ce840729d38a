/** Reads CSV back in tests. */

import { expect } from 'vitest';

/** A strict reader (RFC 4180 with LF): throws on anything that another reader might take differently. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  const row: string[] = [];
  const field = /"((?:[^"]|"")*)"([,\n])|([^",\r\n]*)([,\n])/y;
  let match = field.exec(text);
  let end = 0;
  while (match !== null) {
    end = field.lastIndex;
    row.push((match[1] ?? '').replaceAll('""', '"') + (match[3] ?? ''));
    if ((match[2] ?? match[4]) === '\n') rows.push(row.splice(0));
    match = end < text.length ? field.exec(text) : null;
  }
  if (end !== text.length || row.length > 0) throw new Error(`not strict CSV at ${end}`);
  return rows;
}

export function readRows(text: string): Record<string, string>[] {
  const [head = [], ...rows] = readCsv(text);
  for (const row of rows) expect(row).toHaveLength(head.length);
  return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i] ?? ''])));
}
