/** A run that is killed while it is written down: the history is as before it, or as after it, and opens. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { historyPath } from '../../src/audit/history-file.ts';
import { openReading } from '../../src/history/database.ts';
import { writeRun } from '../helpers/ended-run.ts';
import { recordRunFolder } from '../helpers/record-run.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';

const KILLS = 50;
const PROGRAM = fileURLToPath(new URL('../helpers/record-run.mjs', import.meta.url));
const TABLES = ['runs', 'findings', 'sightings', 'changes', 'acceptances', 'change_records'];

function dump(out: string): string {
  const db = openReading(historyPath(out));
  if (db === undefined) return 'nothing';
  expect(db.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  expect(db.all('PRAGMA foreign_key_check')).toEqual([]);
  const text = JSON.stringify(TABLES.map((table) => db.all(`SELECT * FROM ${table}`)));
  db.close();
  return text;
}

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

  const seen = { old: 0, after: 0, hot: 0 };
  for (let round = 0; round < KILLS; round += 1) {
    const out = await temporaryFolder();
    await cp(origin, out, { recursive: true });
    const child = spawn(process.execPath, [PROGRAM, join(out, second), out], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    // Its journal grows inside the transaction, before anything is written there: kills are spread from there on.
    const journal = join(out, second, 'journal.jsonl');
    const { size } = statSync(journal);
    while (round > 5 && statSync(journal).size === size) await new Promise((resolve) => setTimeout(resolve, 1));
    await new Promise((resolve) => setTimeout(resolve, round * 6));
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    if (existsSync(`${historyPath(out)}-journal`)) seen.hot += 1;
    const now = dump(out);
    expect([old, after]).toContain(now);
    seen[now === old ? 'old' : 'after'] += 1;
    if (round % 10 === 0) {
      await recordRunFolder(join(out, second), { out, deadlines: {} });
      expect(dump(out)).toBe(after);
    }
  }
  expect(seen.old + seen.after).toBe(KILLS);
  // Some were killed in the middle of the transaction: the half of it was on the disk.
  expect(seen.hot).toBeGreaterThan(0);
  expect(seen.old).toBeGreaterThan(5);
  expect(seen.after).toBeGreaterThan(5);
}, 240_000);
