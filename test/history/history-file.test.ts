import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openWriting } from '../../src/history/database.ts';
import {
  historyPath,
  readHistory,
  readHistoryDuring,
  withHistoryOf,
  writeHistory,
} from '../../src/history/history-file.ts';
import { insertInto } from '../../src/history/rows.ts';
import { temporaryFolder } from '../helpers/scope.ts';
import { runRow } from './samples.ts';

const countRuns = `SELECT count(*) AS runs FROM runs`;
const RUN = '20260301T020000Z-4f1a2b';

/** A folder whose history has one run. */
async function withOneRun(): Promise<string> {
  const out = await temporaryFolder();
  const db = openWriting(historyPath(out));
  insertInto(db, 'runs')(runRow());
  db.close();
  return out;
}

function expectRefused(out: string, code: string, words: string | RegExp = /./): void {
  for (const ask of [() => readHistory(out, () => 'x'), () => writeHistory(out, () => undefined)]) {
    expect(ask).toThrow(code);
    expect(ask).toThrow(words);
  }
}

it('reads as nothing for a run in a folder without a history, and makes none', async () => {
  const out = await temporaryFolder();
  expect(withHistoryOf(out, () => 'something', 'nothing')).toBe('nothing');
  expect(existsSync(historyPath(out))).toBe(false);
});

it('reads what there is, and closes the file also when the work fails', async () => {
  const out = await withOneRun();
  expect(withHistoryOf(out, (db) => db.get(countRuns), undefined)).toEqual({ runs: 1 });
  expect(readHistory(out, (db) => db.get(countRuns))).toEqual({ runs: 1 });
  let kept: Parameters<Parameters<typeof writeHistory>[1]>[0] | undefined;
  const fail = (): void =>
    writeHistory(out, (db) => {
      kept = db;
      throw new Error('the work failed');
    });
  expect(fail).toThrow('the work failed');
  expect(() => kept?.get(countRuns)).toThrow(/not open|closed/);
});

describe('a question about a folder', () => {
  it('that is not there, or is none, is refused', async () => {
    const out = await temporaryFolder();
    const typo = join(out, 'reprots');
    expectRefused(typo, 'RUNS_FOLDER_NOT_FOUND', 'no such folder: say with --out where the runs are');
    expect(existsSync(typo)).toBe(false);
    await writeFile(typo, 'a file');
    expectRefused(typo, 'RUNS_FOLDER_NOT_FOUND', 'is no folder');
  });

  it('without runs is refused: nothing is known, and that is no good news', async () => {
    const out = await temporaryFolder();
    expectRefused(out, 'HISTORY_MISSING', `no run has ended in ${out} yet`);
    expect(existsSync(historyPath(out))).toBe(false);
  });

  it('with runs whose history is missing, of 0 bytes, or without any run names what mends it', async () => {
    const out = await temporaryFolder();
    await mkdir(join(out, RUN));
    expectRefused(out, 'HISTORY_MISSING', /is missing.*the folders of a run.*'seawall history rebuild'/);
    await writeFile(historyPath(out), '');
    expectRefused(out, 'HISTORY_MISSING', /is empty.*'seawall history rebuild'/);
    expect(await readFile(historyPath(out), 'utf8')).toBe('');
    openWriting(historyPath(out)).close();
    await mkdir(join(out, '20260302T020000Z-4f1a2b'));
    expectRefused(out, 'HISTORY_MISSING', /is empty.*the folders of 2 runs/);
  });

  it('whose history is no database, or is a folder, is refused', async () => {
    const out = await temporaryFolder();
    await writeFile(historyPath(out), 'not a database, but long enough to be looked at as one '.repeat(20));
    expectRefused(out, 'HISTORY_UNUSABLE');
    const other = await temporaryFolder();
    await mkdir(historyPath(other));
    expectRefused(other, 'HISTORY_UNUSABLE');
  });
});

describe('work that takes its time', () => {
  it('reads the history as it was, and closes it', async () => {
    const out = await withOneRun();
    expect(await readHistoryDuring(out, async (db) => db.get(countRuns))).toEqual({ runs: 1 });
  });

  it('is refused where there is no history', async () => {
    await expect(readHistoryDuring(await temporaryFolder(), async () => 'x')).rejects.toThrow();
  });
});
