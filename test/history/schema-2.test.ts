import { join } from 'node:path';
import Libsql from 'libsql';
import { describe, expect, it } from 'vitest';
import { CLOSINGS, EXPOSURE_STATES } from '../../src/domain/finding.ts';
import { type Database, openWriting } from '../../src/history/database.ts';
import { insertInto } from '../../src/history/rows.ts';
import { SCHEMA_1 } from '../../src/history/schema-1.ts';
import { SCHEMA_2 } from '../../src/history/schema-2.ts';
import { temporaryFolder } from '../helpers/scope.ts';
import { EARLIER, exposureRow, findingRow, runRow } from './samples.ts';

async function database(): Promise<{ db: Database; finding: number }> {
  const db = openWriting(join(await temporaryFolder(), 'seawall.db'));
  return { db, finding: insertInto(db, 'findings')(findingRow(insertInto(db, 'runs')(runRow()))) };
}

it('is made from an empty history of the first schema', async () => {
  const handle = new Libsql(join(await temporaryFolder(), 'empty.db'));
  handle.exec(`${SCHEMA_1}; ${SCHEMA_2}`);
  expect(handle.prepare('SELECT count(*) AS n FROM exposures').get()).toMatchObject({ n: 0 });
  handle.close();
});

describe('an exposure', () => {
  it('is in one of its states, and closed by one of the words for it', async () => {
    const { db, finding } = await database();
    const insert = insertInto(db, 'exposures');
    for (const state of EXPOSURE_STATES.filter((word) => word !== 'closed'))
      insert(exposureRow(finding, { id: `e${state}`, state }));
    for (const how of CLOSINGS) insert(exposureRow(finding, { id: `e${how}`, state: 'closed', how, closed: EARLIER }));
    expect(db.get('SELECT count(*) AS n FROM exposures')).toEqual({ n: EXPOSURE_STATES.length - 1 + CLOSINGS.length });
    db.close();
  });

  it.each([
    [{ state: 'closed' }],
    [{ state: 'closed', how: 'refused' }],
    [{ state: 'closed', closed: EARLIER }],
    [{ state: 'open', how: 'refused', closed: EARLIER }],
    [{ state: 'open', closed: EARLIER }],
    [{ finding: 99 }],
  ] as const)('is refused with %j', async (change) => {
    const { db, finding } = await database();
    expect(() => insertInto(db, 'exposures')(exposureRow(finding, change))).toThrow('HISTORY_UNUSABLE');
    db.close();
  });
});

it('shows what is open and what closed in views', async () => {
  const { db, finding } = await database();
  const insert = insertInto(db, 'exposures');
  insert(exposureRow(finding, { id: 'e1' }));
  insert(exposureRow(finding, { id: 'e2', in_scope: false }));
  insert(exposureRow(finding, { id: 'e3', state: 'unverified', severity: 'high' }));
  insert(exposureRow(finding, { id: 'e4', state: 'closed', how: 'silent', closed: '2026-02-11T00:00:00.000Z' }));
  expect(db.all('SELECT exposure, state FROM open_findings')).toEqual([
    { exposure: 'e1', state: 'open' },
    { exposure: 'e3', state: 'unverified' },
  ]);
  expect(db.all('SELECT exposure, how, proved, days_open FROM closed_exposures')).toEqual([
    { exposure: 'e4', how: 'silent', proved: 0, days_open: 10 },
  ]);
  expect(db.all('SELECT severity, findings FROM owner_summary')).toEqual([
    { severity: 'critical', findings: 1 },
    { severity: 'high', findings: 1 },
  ]);
  db.close();
});
