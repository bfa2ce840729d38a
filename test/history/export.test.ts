import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backUp } from '../../src/history/backup.ts';
import { checkHistory } from '../../src/history/check.ts';
import { type Database, openReading, openWriting } from '../../src/history/database.ts';
import { exportHistory, TABLE_NAMES } from '../../src/history/export.ts';
import { historyPath } from '../../src/history/history-file.ts';
import { importHistory } from '../../src/history/import.ts';
import { recordStart } from '../../src/history/store.ts';
import { writeExport } from '../../src/history/write-export.ts';
import { shortHistory } from '../helpers/history.ts';
import { temporaryFolder } from '../helpers/scope.ts';

const AT = '2026-03-01T02:00:00.000Z';

function reading(path: string): Database {
  const db = openReading(path);
  if (db === undefined) throw new Error('no history');
  return db;
}

async function exported(): Promise<{ out: string; lines: string[] }> {
  const { out } = await shortHistory();
  const db = reading(historyPath(out));
  const lines = [...exportHistory(db)];
  db.close();
  return { out, lines };
}

async function fileOf(lines: readonly string[]): Promise<string> {
  const file = join(await temporaryFolder(), 'export.jsonl');
  await writeFile(file, lines.join(''));
  return file;
}

async function emptyDb(): Promise<Database> {
  return openWriting(join(await temporaryFolder(), 'seawall.db'));
}

describe('an export', () => {
  it('comes back byte for byte, and is as whole as before', async () => {
    const { lines } = await exported();
    const db = await emptyDb();
    const rows = importHistory(db, await fileOf(lines));
    expect(rows).toEqual(JSON.parse(lines[0] ?? '').rows);
    expect([...exportHistory(db)]).toEqual(lines);
    const problems: string[] = [];
    expect(checkHistory(db, (text) => void problems.push(text))).toBe(lines.length - 1);
    expect(problems).toEqual([]);
    // New rows get numbers that were never given before.
    recordStart(db, 'next', AT);
    const before = lines.filter((line) => line.startsWith('{"table":"starts"')).length;
    expect(db.get('SELECT max(number) AS n FROM starts')?.n).toBe(before + 1);
    db.close();
  });

  it('has its header first, and every row of every table in order', async () => {
    const { lines } = await exported();
    const header = JSON.parse(lines[0] ?? '');
    expect(header).toMatchObject({ format: 'seawall.history/1', schema: 2 });
    expect(Object.keys(header.rows)).toEqual(TABLE_NAMES);
    const tables = lines.slice(1).map((line): string => JSON.parse(line).table);
    expect(tables).toEqual(
      [...tables].sort((a, b) => TABLE_NAMES.indexOf(a as never) - TABLE_NAMES.indexOf(b as never)),
    );
    for (const table of TABLE_NAMES) expect(tables.filter((name) => name === table)).toHaveLength(header.rows[table]);
  });

  it('reads large tables page by page, all as of one moment', async () => {
    const path = join(await temporaryFolder(), 'seawall.db');
    const writer = openWriting(path);
    writer.transaction(() => {
      for (let i = 0; i < 1_200; i += 1) recordStart(writer, `r${i}`, AT);
    });
    const db = reading(path);
    const lines: string[] = [];
    for (const line of exportHistory(db)) {
      if (lines.length === 600) recordStart(writer, 'late', AT);
      lines.push(line);
    }
    expect(lines).toHaveLength(1_201);
    expect(new Set(lines).size).toBe(1_201);
    db.close();
    writer.close();
  });

  it('takes the place of an older file when it is whole, for its owner alone', async () => {
    const { out, lines } = await exported();
    const file = await fileOf(['old']);
    const db = reading(historyPath(out));
    writeExport(db, file);
    db.close();
    expect(await readFile(file, 'utf8')).toBe(lines.join(''));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const gone = reading(historyPath(out));
    expect(() => writeExport(gone, join(file, 'x'))).toThrow('OUTPUT_UNWRITABLE');
    gone.close();
  });
});

describe('a backup', () => {
  it('is whole while another process holds a transaction, and for its owner alone', async () => {
    const { out, lines } = await exported();
    const writer = openWriting(historyPath(out));
    writer.prepare('BEGIN IMMEDIATE')();
    writer.prepare('DELETE FROM starts')();
    const copy = join(await temporaryFolder(), 'copy.db');
    const db = reading(historyPath(out));
    backUp(db, copy);
    expect(() => db.prepare('DELETE FROM starts')()).toThrow(/HISTORY_UNUSABLE/);
    writer.prepare('ROLLBACK')();
    expect((await stat(copy)).mode & 0o777).toBe(0o600);
    const again = reading(copy);
    expect([...exportHistory(again)]).toEqual(lines);
    again.close();
    expect(() => backUp(db, copy)).toThrow(/there already/);
    expect(() => backUp(db, join(copy, 'x'))).toThrow('OUTPUT_UNWRITABLE');
    db.close();
    writer.close();
  });
});
