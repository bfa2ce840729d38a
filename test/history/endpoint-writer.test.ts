import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import type { FindingUpdate } from '../../src/history/compare-finding.ts';
import { type Database, openWriting } from '../../src/history/database.ts';
import { createEndpointWriter } from '../../src/history/endpoint-writer.ts';
import { fingerprintOf } from '../../src/history/fingerprint.ts';
import { findScope, type KnownFindingRow, loadKnownFindings } from '../../src/history/load.ts';
import { insertInto } from '../../src/history/rows.ts';
import { temporaryFolder } from '../helpers/scope.ts';
import { engineOf, findingOf, knownOf, runRow } from './samples.ts';

const AT = '2026-03-02T02:00:00.000Z';
const SSH = findingOf('other-service', { lastSeen: AT });

async function database(): Promise<Database> {
  const db = openWriting(join(await temporaryFolder(), 'seawall.db'));
  for (const id of ['r1', 'r2']) insertInto(db, 'runs')(runRow({ id }));
  return db;
}

function known(db: Database): Map<string, KnownFindingRow> {
  const run = { id: 'r9', vantage: 'default' };
  return new Map(loadKnownFindings(db, run, findScope(db, 'office', [])).map((row) => [row.id, row]));
}

/** @returns the number of the row */
function write(db: Database, run: number, answer: Finding | undefined, change: Partial<FindingUpdate> = {}) {
  const rows = known(db);
  const row = rows.get(SSH.id);
  const update: FindingUpdate = {
    ...{ known: row ?? knownOf(SSH), fingerprint: answer === undefined ? '' : fingerprintOf(answer), order: run },
    observation: answer === undefined ? { seen: 'silent', reason: 'timeout' } : { seen: 'answered', finding: answer },
    ...{ lifecycle: 'new', declared: null, since: AT, spell: undefined, event: undefined },
    ...change,
  };
  const writer = createEndpointWriter(db, { number: run, vantage: 'default', at: AT }, rows);
  const number = writer.write(update, row, answer);
  writer.flush();
  return number;
}

it('writes the first answer whole, and an endpoint that never answered not at all', async () => {
  const db = await database();
  expect(write(db, 1, undefined)).toBeUndefined();
  expect(db.all('SELECT * FROM findings')).toEqual([]);
  expect(write(db, 1, SSH)).toBe(1);
  expect(db.get('SELECT id, verdict, product, answers, seen_run, last_run FROM findings')).toEqual({
    ...{ id: 'f1', verdict: 'other-service', product: 'registry', answers: 1, seen_run: 1, last_run: 1 },
  });
  expect(JSON.parse(String(db.get('SELECT answer FROM answers')?.answer))).toEqual(SSH);
  db.close();
});

it('touches the row where the answer is the same, or where there is none', async () => {
  const db = await database();
  write(db, 1, SSH);
  db.prepare(`UPDATE answers SET answer = json_set(answer, '$.evidence', 'kept')`)();
  const later = { ...SSH, lastSeen: '2026-03-03T02:00:00.000Z' };
  expect(write(db, 2, later, { lifecycle: 'persisting', declared: '[]' })).toBe(1);
  const row = 'SELECT last_seen, lifecycle, declared, seen_run, last_run, last_order, answers FROM findings';
  const touched = { last_seen: later.lastSeen, lifecycle: 'persisting', declared: '[]', seen_run: 2, last_run: 2 };
  expect(db.get(row)).toEqual({ ...touched, last_order: 2, answers: 1 });
  expect(write(db, 2, undefined, { lifecycle: 'persisting', declared: '[]', order: 3 })).toBe(1);
  expect(db.get(row)).toEqual({ ...touched, last_order: 3, answers: 0 });
  expect(db.get(`SELECT answer ->> '$.evidence' AS kept FROM answers`)).toEqual({ kept: 'kept' });
  db.close();
});

it('writes another answer over the last one', async () => {
  const db = await database();
  write(db, 1, SSH);
  const engine = findingOf('engine-open-plaintext', { lastSeen: AT, engine: engineOf('27.3.1') });
  expect(write(db, 2, engine)).toBe(1);
  expect(db.get('SELECT verdict, version FROM findings')).toEqual({ verdict: engine.verdict, version: '27.3.1' });
  expect(db.all('SELECT finding FROM answers')).toEqual([{ finding: 1 }]);
  db.close();
});

it('writes a damaged row, which was left out, anew where its endpoint answers', async () => {
  const db = await database();
  write(db, 1, SSH);
  db.prepare(`UPDATE findings SET verdict = 'x'`)();
  db.prepare(`UPDATE answers SET answer = 'x'`)();
  expect(known(db).size).toBe(0);
  expect(write(db, 2, undefined)).toBe(1);
  expect(write(db, 2, SSH)).toBe(1);
  expect(db.all('SELECT number, verdict FROM findings')).toEqual([{ number: 1, verdict: 'other-service' }]);
  expect(known(db).get('f1')?.last()).toMatchObject({ verdict: 'other-service', evidence: 'seen' });
  db.close();
});
