/** A process that is killed while it writes: the history is as before it, or as after it, and opens. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findingId } from '../../src/domain/finding.ts';
import { type Database, openReading } from '../../src/history/database.ts';
import { historyPath } from '../../src/history/history-file.ts';
import { TABLES } from '../../src/history/tables.ts';
import { writeRun } from '../helpers/ended-run.ts';
import { recordRunFolder } from '../helpers/record-run.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';
import { until } from '../helpers/until.ts';

const KILLS = 40;
const RECORD = fileURLToPath(new URL('../helpers/record-run.mjs', import.meta.url));
const DECIDE = fileURLToPath(new URL('../helpers/decide.mjs', import.meta.url));

function dump(out: string, tables: readonly string[] = Object.keys(TABLES)): string {
  const db = openReading(historyPath(out));
  if (db === undefined) return 'nothing';
  expect(db.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  expect(db.all('PRAGMA foreign_key_check')).toEqual([]);
  const text = JSON.stringify(tables.map((table) => db.all(`SELECT * FROM ${table}`)));
  db.close();
  return text;
}

function ask<T>(out: string, read: (db: Database) => T): T {
  const db = openReading(historyPath(out));
  if (db === undefined) throw new Error('no history');
  const found = read(db);
  db.close();
  return found;
}

/** Records a run in a process of its own. `inside` resolves when its journal grows: then the transaction has begun. */
async function record(out: string, run: string) {
  const journal = join(out, run, 'journal.jsonl');
  const { size } = statSync(journal);
  const child = spawn(process.execPath, [RECORD, join(out, run), out], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  const inside = until(() => statSync(journal).size > size || child.exitCode !== null || child.signalCode !== null);
  return { child, inside };
}

/** Milliseconds from the growth of the journal to the end, on this machine as busy as it is. */
async function transactionTime(origin: string, run: string): Promise<number> {
  const out = await temporaryFolder();
  await cp(origin, out, { recursive: true });
  const { child, inside } = await record(out, run);
  await inside;
  const begun = performance.now();
  if (child.exitCode === null) await once(child, 'exit');
  return performance.now() - begun;
}

function logBytes(out: string): number {
  return statSync(`${historyPath(out)}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}

describe('a run that is killed while it is recorded', () => {
  it(`is old or new after each of ${KILLS} kills, and complete when the run is recorded again`, async () => {
    const scope = scopeOf(['127.9.0.0/20']);
    const addresses = Array.from({ length: 2_000 }, (_, i) => `127.9.${i >> 8}.${i & 255}`);
    const of = (version: string) => Object.fromEntries(addresses.map((address) => [address, version]));
    const origin = await temporaryFolder();
    const first = await writeRun(origin, { id: '20260301T020000Z-000001', scope, answers: of('20.10.24') });
    await recordRunFolder(first, { out: origin, deadlines: {} });
    const second = basename(await writeRun(origin, { id: '20260302T020000Z-000002', scope, answers: of('27.0.3') }));
    const old = dump(origin);
    const whole = await temporaryFolder();
    await cp(origin, whole, { recursive: true });
    await recordRunFolder(join(whole, second), { out: whole, deadlines: {} });
    const after = dump(whole);
    expect(after).not.toBe(old);

    const span = await transactionTime(origin, second);
    const seen = { old: 0, after: 0, half: 0 };
    for (let round = 0; round < KILLS; round += 1) {
      const out = await temporaryFolder();
      await cp(origin, out, { recursive: true });
      const before = logBytes(out);
      const { child, inside } = await record(out, second);
      // From before the transaction until long after it: some kills come too late.
      if (round > 5) await inside;
      // The last ones come when it is done, however long that takes here.
      if (round >= KILLS - 8) {
        if (child.exitCode === null) await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
      } else await new Promise((resolve) => setTimeout(resolve, (round / KILLS) * span * 1.3));
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      const written = logBytes(out) > before;
      const now = dump(out);
      expect([old, after]).toContain(now);
      seen[now === old ? 'old' : 'after'] += 1;
      if (written && now === old) seen.half += 1;
      if (round % 10 === 0) {
        await recordRunFolder(join(out, second), { out, deadlines: {} });
        expect(dump(out)).toBe(after);
      }
    }
    expect(seen.old + seen.after).toBe(KILLS);
    // Some were killed in the middle of the transaction: the half of it was on the disk.
    expect(seen.half).toBeGreaterThan(0);
    expect(seen.old).toBeGreaterThan(5);
    expect(seen.after).toBeGreaterThan(5);
  }, 300_000);
});

describe('decisions and beginnings of runs', () => {
  it('are there as far as they were said to be, and none by half', async () => {
    const origin = await temporaryFolder();
    const address = '127.0.9.1';
    const scope = scopeOf(['127.0.9.0/29']);
    const run = await writeRun(origin, { id: '20260301T020000Z-000001', scope, answers: { [address]: '20.10.24' } });
    await recordRunFolder(run, { out: origin, deadlines: {} });
    const untouched = ['runs', 'findings', 'exposures', 'looks', 'changes'];
    const old = dump(origin, untouched);
    for (let round = 0; round < 12; round += 1) {
      const out = await temporaryFolder();
      await cp(origin, out, { recursive: true });
      const child = spawn(process.execPath, [DECIDE, out, findingId(address, 2375, 'default')], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      child.stdout.on('data', (text) => {
        said += text;
      });
      await once(child.stdout, 'data');
      await new Promise((resolve) => setTimeout(resolve, round * 3));
      child.kill('SIGKILL');
      await once(child, 'close');
      // Each line of what it said is one transaction that was over.
      const [starts, acceptances, changes] = ['start', 'accept', 'change'].map(
        (word) => said.split('\n').filter((line) => line === word).length,
      );
      const countOf = (table: string) => ask(out, (db) => Number(db.get(`SELECT count(*) AS n FROM ${table}`)?.n));
      for (const [table, least] of [
        ['starts', (starts ?? 0) + 1],
        ['acceptances', acceptances ?? 0],
        ['change_records', changes ?? 0],
      ] as const) {
        expect(countOf(table)).toBeGreaterThanOrEqual(least);
        expect(countOf(table)).toBeLessThanOrEqual(least + 1);
      }
      expect(dump(out, untouched)).toBe(old);
    }
  }, 60_000);
});
