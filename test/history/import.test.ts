import { writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeawallError } from '../../src/domain/errors.ts';
import { openWriting } from '../../src/history/database.ts';
import { exportHistory } from '../../src/history/export.ts';
import { historyPath } from '../../src/history/history-file.ts';
import { importHistory } from '../../src/history/import.ts';
import { fuzz } from '../helpers/fuzz.ts';
import { shortHistory } from '../helpers/history.ts';
import { temporaryFolder } from '../helpers/scope.ts';

async function linesOfHistory(): Promise<string[]> {
  const db = openWriting(historyPath((await shortHistory()).out));
  const lines = [...exportHistory(db)];
  db.close();
  return lines;
}

const LINES = await linesOfHistory();
const numberOf = (start: string): number => LINES.findIndex((line) => line.startsWith(start)) + 1;
const FINDING = numberOf('{"table":"findings"');
const EXPOSURE = numberOf('{"table":"exposures"');
const without = (number: number): string[] => LINES.filter((_, i) => i !== number - 1);
const changed = (number: number, from: string | RegExp, to: string): string[] =>
  LINES.map((line, i) => (i === number - 1 ? line.replace(from, to) : line));

describe('what is no export', () => {
  it.each<[string, readonly string[], string, number]>([
    ['is empty', [], 'the file is empty', 1],
    ['has no header', LINES.slice(1), 'no header', 1],
    ['is of another format', ['{"format":"other/1","schema":2,"rows":{}}\n'], 'no header', 1],
    ['lacks a row', without(FINDING), 'rows of table findings', LINES.length - 1],
    ['ends early', LINES.slice(0, -2), 'the header says', LINES.length - 2],
    ['has a torn line', changed(FINDING, /.{20}\n$/, '\n'), 'no row', FINDING],
    [
      'has an unknown table',
      changed(FINDING, '"findings"', '"sqlite_master"'),
      'unknown table "sqlite_master"',
      FINDING,
    ],
    ['has a strange column', changed(FINDING, '"row":{', '"row":{"x;":1,'), "no column 'x;'", FINDING],
    ['lacks a column', changed(FINDING, /"port":\d+,/, ''), 'port is missing', FINDING],
    ['has a list for a value', changed(FINDING, /"port":\d+/, '"port":[1]'), 'port is no text or number', FINDING],
    ['has text for a number', changed(FINDING, /"port":\d+/, '"port":"x"'), 'cannot store TEXT value', FINDING],
    ['has an unknown state', changed(EXPOSURE, /"state":"\w+"/, '"state":"ajar"'), 'CHECK constraint', EXPOSURE],
    [
      'has a row twice',
      changed(FINDING + 1, /^.*$/m, (LINES[FINDING - 1] ?? '').trim()),
      'UNIQUE constraint',
      FINDING + 1,
    ],
    ['refers to nothing', changed(EXPOSURE, /"finding":\d+/, '"finding":99'), 'a row of findings that is not', 1],
  ])('that %s is refused by its line, and leaves nothing', async (_name, lines, words, line) => {
    const folder = await temporaryFolder();
    const file = join(folder, 'e.jsonl');
    await writeFile(file, lines.join(''));
    const db = openWriting(join(folder, 'seawall.db'));
    expect(() => importHistory(db, file)).toThrow(`${file}:${line}: `);
    expect(() => importHistory(db, file)).toThrow(words);
    expect(() => importHistory(db, file)).toThrow('HISTORY_IMPORT');
    expect(db.get('SELECT count(*) AS n FROM runs')?.n).toBe(0);
    db.close();
  });

  it('of a newer schema, or not there, is said', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'e.jsonl');
    const db = openWriting(join(folder, 'seawall.db'));
    expect(() => importHistory(db, file)).toThrow(/cannot be read: .*HISTORY_IMPORT/);
    await writeFile(file, LINES.join('').replace('"schema":2', '"schema":99'));
    expect(() => importHistory(db, file)).toThrow(/schema 99.*HISTORY_VERSION/);
    db.close();
  });
});

it('takes an export with any change whole, or refuses it and leaves nothing', async () => {
  const folder = await temporaryFolder();
  const text = LINES.join('');
  const file = join(folder, 'e.jsonl');
  let runs = 0;
  const change = fc.tuple(fc.nat(text.length), fc.nat(30), fc.string({ unit: 'binary', maxLength: 20 }));
  await fuzz(
    change,
    ([at, cut, put]) => {
      writeFileSync(file, text.slice(0, at) + put + text.slice(at + cut));
      runs += 1;
      const db = openWriting(join(folder, `${runs}.db`));
      try {
        importHistory(db, file);
        expect(db.get('SELECT count(*) AS n FROM runs')?.n).toBe(2);
      } catch (error) {
        if (!(error instanceof SeawallError)) throw error;
        expect(['HISTORY_IMPORT', 'HISTORY_VERSION']).toContain(error.code);
        expect(db.get('SELECT count(*) AS n FROM runs')?.n).toBe(0);
      } finally {
        db.close();
      }
    },
    { runs: 60 },
  );
});
