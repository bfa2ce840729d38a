import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { openWriting } from '../../src/history/database.ts';
import { historyPath, readHistory, withHistoryOf, writeHistory } from '../../src/history/history-file.ts';
import { temporaryFolder } from '../helpers/scope.ts';

const countRuns = `SELECT count(*) AS runs FROM runs`;

it('reads as nothing where there is no history, and makes none', async () => {
  const out = await temporaryFolder();
  expect(withHistoryOf(out, () => 'something', 'nothing')).toBe('nothing');
  expect(() => readHistory(out, () => 'something')).toThrow('FINDING_NOT_FOUND');
  expect(() => writeHistory(out, () => undefined)).toThrow('FINDING_NOT_FOUND');
  expect(existsSync(historyPath(out))).toBe(false);
});

it('reads what there is, and closes the file also when the work fails', async () => {
  const out = await temporaryFolder();
  openWriting(historyPath(out)).close();
  expect(withHistoryOf(out, (db) => db.get(countRuns), undefined)).toEqual({ runs: 0 });
  expect(readHistory(out, (db) => db.get(countRuns))).toEqual({ runs: 0 });
  let kept: Parameters<Parameters<typeof writeHistory>[1]>[0] | undefined;
  const fail = (): void =>
    writeHistory(out, (db) => {
      kept = db;
      throw new Error('the work failed');
    });
  expect(fail).toThrow('the work failed');
  expect(() => kept?.get(countRuns)).toThrow(/not open|closed/);
});

it('refuses a file that is no history', async () => {
  const out = await temporaryFolder();
  await writeFile(historyPath(out), 'not a database, but long enough to be looked at as one '.repeat(20));
  expect(() => withHistoryOf(out, () => 1, 0)).toThrow('HISTORY_UNUSABLE');
});
