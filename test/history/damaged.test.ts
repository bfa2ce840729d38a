/** Damaged rows: no run and no query ends by them, and an exposure that the row still names stays open work. */

import { copyFile } from 'node:fs/promises';
import fc from 'fast-check';
import Libsql from 'libsql';
import { describe, expect, it } from 'vitest';
import { judgeRun } from '../../src/audit/assemble.ts';
import { recordInHistory } from '../../src/audit/record-history.ts';
import { listWatched } from '../../src/audit/watched.ts';
import { SeawallError } from '../../src/domain/errors.ts';
import { openWorkOf, rowOfStored } from '../../src/domain/exposure.ts';
import type { StoredFinding } from '../../src/domain/history.ts';
import { acceptFinding, recordChange } from '../../src/history/decide.ts';
import { historyPath, withHistoryOf, writeHistory } from '../../src/history/history-file.ts';
import { listFindings } from '../../src/history/query.ts';
import { TABLES } from '../../src/history/tables.ts';
import { timelineOf } from '../../src/history/timeline.ts';
import { FORMATS, filesOf } from '../../src/report/formats.ts';
import { renderStory } from '../../src/terminal/finding-story.ts';
import { renderFindingsJson, renderFindingsTable } from '../../src/terminal/findings-table.ts';
import { writeRun } from '../helpers/ended-run.ts';
import { fuzz, mutatedJson, ODD_VALUES } from '../helpers/fuzz.ts';
import { ENGINE, findOne, idOf, OLD, runDaysAgo, shortHistory } from '../helpers/history.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';

const now = new Date().toISOString();
const deadlines = { critical: 2, high: 7 };
const scope = scopeOf(['127.0.9.0/28']);
const { out: sound } = await shortHistory();
const query = { now, deadlines };
writeHistory(sound, (db) => {
  const { finding } = findOne(db, idOf(OLD), query);
  acceptFinding(db, finding, { reason: 'r', owner: 'o', until: '2099-01-01', by: 'b', at: now });
  recordChange(db, finding, { reference: 'CHG-1', by: 'b', at: now });
});
// The run that is recorded in each damaged history sees the one engine, and not the other.
const folder = await writeRun(await temporaryFolder(), {
  ...{ id: runDaysAgo(0, '00000c'), scope, answers: { [ENGINE]: '27.0.3' } },
  watched: [{ address: OLD, state: 'filtered', reason: 'silence' }],
});
const judged = await judgeRun(folder);

/** A copy of the history, changed by these statements. */
async function damaged(...statements: [sql: string, ...values: (string | number | null)[]][]): Promise<string> {
  const out = await temporaryFolder();
  await copyFile(historyPath(sound), historyPath(out));
  const handle = new Libsql(historyPath(out));
  handle.exec('PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF');
  for (const [sql, ...values] of statements) {
    try {
      handle.prepare(sql).run(values);
    } catch (error) {
      // The table itself takes no such value.
      if (!String(error).includes('SQLITE_CONSTRAINT') && !/cannot store|constraint|type/.test(String(error)))
        throw error;
    }
  }
  handle.close();
  return out;
}

function findingsOf(out: string, warnings: string[] = []): StoredFinding[] {
  return withHistoryOf(
    out,
    (db) => listFindings(db, query),
    [],
    (text) => void warnings.push(text),
  );
}

/** All that reads a history, and a run that is compared with it: nothing but a SeawallError may be thrown. */
function useAll(out: string): void {
  const found = findingsOf(out);
  renderFindingsTable(found, { width: 80, color: false });
  renderFindingsJson(found);
  for (const stored of found) {
    rowOfStored(stored);
    const { finding } = stored;
    const timeline = withHistoryOf(out, (db) => timelineOf(db, finding.id), []);
    const explanation = judged.report.explanations['engine-open-plaintext'];
    if (explanation !== undefined) renderStory({ stored, timeline, explanation }, 80, false);
  }
  listWatched(out, 'default', scope);
  const { report } = recordInHistory(judged, { out, deadlines });
  for (const name of ['csv', 'json', 'html', 'prometheus']) {
    for (const format of FORMATS.filter((one) => one.name === name))
      for (const { chunks } of filesOf(format, report)) for (const _ of chunks);
  }
  // It can be read and compared again.
  findingsOf(out);
}

describe('a damaged history', () => {
  it.each<[string, string]>([
    ['no JSON', `'x'`],
    ['null', `'null'`],
    ['another finding', `(SELECT answer FROM answers WHERE finding = 2)`],
    ['no date', `json_set(answer, '$.lastSeen', 'yesterday')`],
    ['an unknown verdict', `json_set(answer, '$.verdict', 'engine-asleep')`],
    ['a wrong type', `json_set(answer, '$.notes', 7)`],
    ['text that is no UTF-8', `CAST(x'7bff7d' AS TEXT)`],
  ])('keeps an exposure whose sighting is %s, from the other columns, and says so', async (_what, value) => {
    const out = await damaged([
      `UPDATE answers SET answer = ${value} WHERE finding = (SELECT number FROM findings WHERE address = ?)`,
      OLD,
    ]);
    const warnings: string[] = [];
    const old = findingsOf(out, warnings).find(({ finding }) => finding.address === OLD);
    expect(old).toMatchObject({ state: 'open', finding: { verdict: 'engine-open-plaintext', severity: 'critical' } });
    expect(warnings).toEqual([
      expect.stringMatching(/seawall\.db: table findings, row 1: 127\.0\.9\.2 2375: its sighting is no finding: taken/),
    ]);
    const { report } = recordInHistory(judged, { out, deadlines });
    expect(openWorkOf(report).map(({ finding }) => finding.address)).toContain(ENGINE);
    expect(report.history?.absent.map(({ address }) => address)).toContain(OLD);
    // The run did not see it: what is lost stays lost until the endpoint answers.
    const again: string[] = [];
    findingsOf(out, again);
    expect(again).toHaveLength(1);
    const seen = await writeRun(await temporaryFolder(), {
      ...{ id: runDaysAgo(0, '00000d'), scope, answers: { [ENGINE]: '27.0.3', [OLD]: '23.0.1' } },
    });
    recordInHistory(await judgeRun(seen), { out, deadlines });
    const whole: string[] = [];
    expect(findingsOf(out, whole).find(({ finding }) => finding.address === OLD)?.finding.engine).toBeDefined();
    expect(whole).toEqual([]);
  });

  it('leaves out a row that names no endpoint or verdict, and writes it anew when the endpoint answers', async () => {
    const out = await damaged(
      [`UPDATE findings SET verdict = 'x' WHERE address = ?`, ENGINE],
      [`UPDATE answers SET answer = 'x'`],
    );
    const warnings: string[] = [];
    expect(findingsOf(out, warnings).map(({ finding }) => finding.address)).not.toContain(ENGINE);
    expect(warnings.join()).toContain('no sighting and no verdict: left out; restore the file from a backup');
    recordInHistory(judged, { out, deadlines });
    expect(findingsOf(out).map(({ finding }) => finding.address)).toContain(ENGINE);
  });

  it('goes on where runs were deleted, and their numbers are given out again', async () => {
    const out = await damaged(['DELETE FROM runs']);
    const warnings: string[] = [];
    expect(findingsOf(out, warnings)).toHaveLength(4);
    expect(warnings.join()).toContain('its last run is missing');
    useAll(out);
  });

  it('names 20 rows and counts the others', async () => {
    const names = Object.keys(TABLES.findings).join(', ');
    const out = await damaged(
      ...Array.from({ length: 30 }, (_, i): [string, ...(string | number)[]] => [
        `INSERT INTO findings (number, ${names}) SELECT ?, ${names.replace('id, address', `id || ?, 'nowhere'`)}
         FROM findings WHERE number = 1`,
        100 + i,
        i,
      ]),
    );
    const warnings: string[] = [];
    findingsOf(out, warnings);
    expect(warnings).toHaveLength(21);
    expect(warnings.at(-1)).toContain('10 more rows are damaged');
  });

  it('refuses a file without its tables before the first packet, and says what to do', async () => {
    for (const sql of ['DROP TABLE acceptances', 'ALTER TABLE changes RENAME COLUMN what TO that']) {
      const out = await damaged(['DROP VIEW timeline'], [sql]);
      expect(() => listWatched(out, 'default', scope)).toThrow(SeawallError);
      expect(() => listWatched(out, 'default', scope)).toThrow(
        /seawall\.db: .*restore it from a backup.*HISTORY_UNUSABLE/,
      );
    }
  });
});

/** The first column of the key, where it is not the number. */
const KEYS: Readonly<Record<string, string>> = { looks: 'finding', answers: 'finding', namings: 'exposure' };

const columns = Object.entries(TABLES).flatMap(([table, names]) =>
  Object.keys(names).map((column) => ({ table, column })),
);
const odd = fc.constantFrom(
  ...ODD_VALUES.map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value))),
);
const number = fc.constantFrom(null, 0, -1, 2 ** 53, 1e300);

it('survives any value in any column', async () => {
  const change = fc.tuple(fc.constantFrom(...columns), fc.oneof(odd, number), fc.integer({ min: 0, max: 4 }));
  await fuzz(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
    const out = await damaged(
      ...changes.map(([{ table, column }, value, row]): [string, ...(string | number | null)[]] =>
        row === 0
          ? [`UPDATE ${table} SET ${column} = ?`, value]
          : [`UPDATE ${table} SET ${column} = ? WHERE ${KEYS[table] ?? 'number'} = ?`, value, row],
      ),
    );
    useAll(out);
  });
});

const JSON_COLUMNS = [
  ...[
    { table: 'answers', column: 'answer' },
    { table: 'exposures', column: 'sighting' },
  ],
  ...[
    { table: 'exposures', column: 'quiet' },
    { table: 'scopes', column: 'deadlines' },
  ],
  ...[
    { table: 'scopes', column: 'acceptances' },
    { table: 'scopes', column: 'vantages' },
  ],
];

it('survives any JSON in its JSON columns', async () => {
  // Where an exposure is unverified, and another one closed by something that answers.
  const rich = await damaged();
  const watched = [{ address: OLD, state: 'filtered' as const, reason: 'silence' }];
  const more = await writeRun(rich, { id: runDaysAgo(0, '00000d'), scope, answers: { [ENGINE]: 'mtls' }, watched });
  recordInHistory(await judgeRun(more), { out: rich, deadlines });
  const handle = new Libsql(historyPath(rich));
  const inputs = JSON_COLUMNS.map(({ table, column }) => {
    const values = handle
      .prepare(`SELECT ${column} AS text FROM ${table} WHERE ${column} IS NOT NULL`)
      .all()
      .map((row): unknown => JSON.parse(String(Object.values(row as object)[0])));
    expect(values.length).toBeGreaterThan(0);
    return mutatedJson(values).map((value) => ({ table, column, text: JSON.stringify(value) }));
  });
  handle.close();
  await fuzz(fc.oneof(...inputs), async ({ table, column, text = null }) => {
    const out = await temporaryFolder();
    await copyFile(historyPath(rich), historyPath(out));
    const changed = new Libsql(historyPath(out));
    changed.prepare(`UPDATE ${table} SET ${column} = ?`).run([text]);
    changed.close();
    useAll(out);
  });
});
