import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkHistory } from '../../src/history/check.ts';
import { openWriting } from '../../src/history/database.ts';
import { historyPath } from '../../src/history/history-file.ts';
import { isDamage } from '../../src/history/sql-errors.ts';
import { fuzz } from '../helpers/fuzz.ts';
import { OLD, shortHistory } from '../helpers/history.ts';
import { temporaryFolder } from '../helpers/scope.ts';

const { out } = await shortHistory();

async function copy(): Promise<string> {
  const path = join(await temporaryFolder(), 'seawall.db');
  await copyFile(historyPath(out), path);
  return path;
}

function problemsOf(path: string): string[] {
  const db = openWriting(path);
  const problems: string[] = [];
  checkHistory(db, (text) => void problems.push(text));
  db.close();
  return problems;
}

async function damaged(...statements: string[]): Promise<string[]> {
  const path = await copy();
  const db = openWriting(path);
  db.prepare('PRAGMA foreign_keys = OFF')();
  db.prepare('PRAGMA ignore_check_constraints = ON')();
  for (const sql of statements) db.prepare(sql)();
  db.close();
  return problemsOf(path);
}

describe('a check', () => {
  it('finds nothing in a history that is whole', async () => {
    expect(problemsOf(await copy())).toEqual([]);
  });

  it.each([
    ["UPDATE findings SET verdict = 'fine' WHERE number = 1", /findings, row 1: verdict is none: "fine"/],
    ["UPDATE findings SET severity = '' WHERE number = 1", /findings, row 1: severity is none/],
    ["UPDATE findings SET address = '1.2.3' WHERE number = 1", /findings, row 1: address is none: "1.2.3"/],
    ['UPDATE findings SET port = 0 WHERE number = 1', /findings, row 1: port is none: 0/],
    [`UPDATE findings SET vantage = 'x' WHERE address = '${OLD}'`, /its id is not that of 127\.0\.9\.2 2375 from x: f/],
    ["UPDATE findings SET last_seen = 'late' WHERE number = 1", /findings, row 1: last_seen is none: "late"/],
    ["UPDATE answers SET answer = '{' WHERE finding = 1", /answers, row 1: answer is none/],
    ["UPDATE answers SET answer = '{}' WHERE finding = 1", /answers, row 1: answer is none: "\{\}"/],
    ["UPDATE exposures SET opened = '' WHERE number = 1", /exposures, row 1: opened is none/],
    ["UPDATE exposures SET sighting = 'x' WHERE number = 1", /exposures, row 1: sighting is none/],
    ["UPDATE exposures SET how = 'luck' WHERE state = 'closed'", /how is none: "luck"/],
    ["UPDATE exposures SET closed = NULL WHERE state = 'closed'", /CHECK constraint failed in exposures/],
    ["UPDATE looks SET verdict = 'x' WHERE finding = 1", /looks, row 1 \d+: verdict is none/],
    ["UPDATE scopes SET deadlines = 'x'", /scopes, row 1: deadlines is none/],
    ["UPDATE scopes SET acceptances = '{}'", /scopes, row 1: acceptances is none/],
    ["UPDATE starts SET at = 'x' WHERE number = 1", /starts, row 1: at is none/],
    ["UPDATE changes SET lifecycle = 'x' WHERE number = 1", /changes, row 1: lifecycle is none/],
    ['DELETE FROM runs WHERE number = 1', /belongs to a row of runs that is not there/],
    ["UPDATE findings SET owner = CAST(x'ff' AS TEXT) WHERE number = 1", undefined],
  ])('names what %s did', async (sql, words) => {
    const problems = await damaged(sql);
    if (words === undefined) expect(problems).toEqual([]);
    else expect(problems.join('\n')).toMatch(words);
  });

  it('finds pages that are damaged, or fails as damage', async () => {
    const path = await copy();
    const bytes = await readFile(path);
    // Everything behind the schema.
    bytes.fill(0x55, 8 * 4096);
    await writeFile(path, bytes);
    let said = '';
    try {
      said = problemsOf(path).join('\n');
    } catch (error) {
      expect(isDamage(error)).toBe(true);
      said = String(error);
    }
    expect(said).toMatch(/Tree|page|malformed/i);
  });
});

it('survives any JSON in the columns that hold it, and names what is damaged', async () => {
  const columns = ['answers.answer', 'exposures.quiet', 'scopes.deadlines', 'scopes.acceptances', 'scopes.vantages'];
  const path = await copy();
  const db = openWriting(path);
  await fuzz(
    fc.tuple(fc.constantFrom(...columns), fc.json()),
    ([name, json]) => {
      const [table = '', column = ''] = name.split('.');
      db.prepare(`UPDATE ${table} SET ${column} = ?`)(json);
      const problems: string[] = [];
      checkHistory(db, (text) => void problems.push(text));
      if (table === 'answers') expect(problems.join('\n')).toContain('answer');
    },
    { runs: 100 },
  );
  db.close();
});
