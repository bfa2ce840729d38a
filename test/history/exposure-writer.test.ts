import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Database, openWriting } from '../../src/history/database.ts';
import { createExposureWriter } from '../../src/history/exposure-writer.ts';
import type { Spell } from '../../src/history/life.ts';
import { loadRows } from '../../src/history/load.ts';
import { insertInto } from '../../src/history/rows.ts';
import type { StoredExposure } from '../../src/history/stored-exposure.ts';
import { temporaryFolder } from '../helpers/scope.ts';
import { engineOf, findingOf, findingRow, runRow, spellOf } from './samples.ts';

const AT = '2026-03-02T02:00:00.000Z';
const SPELL = spellOf({ neighbours: { tested: 9, answered: 4 } });
const SEEN = findingOf('engine-open-plaintext', { lastSeen: AT });

interface History {
  db: Database;
  /** @returns the row of the exposure */
  write(run: number, spell: Spell, options?: { finding?: number; sighting?: string | null }): unknown;
  stored(): StoredExposure | undefined;
}

/** Two runs and two endpoints, the first of them with an open exposure since run 1. */
async function history(): Promise<History> {
  const db = openWriting(join(await temporaryFolder(), 'seawall.db'));
  for (const id of ['r1', 'r2']) insertInto(db, 'runs')(runRow({ id }));
  for (const id of ['f1', 'f2']) insertInto(db, 'findings')(findingRow(1, { id }));
  const stored = () => loadRows(db, '1').find(({ exposure }) => exposure !== undefined)?.exposure;
  const write: History['write'] = (run, spell, { finding = 1, sighting = null } = {}) => {
    const known = stored();
    const writer = createExposureWriter(db, run, new Map(known === undefined ? [] : [[known.id, known]]));
    writer.write(spell, finding, sighting);
    writer.flush();
    return db.get('SELECT * FROM exposures');
  };
  write(1, SPELL);
  return { db, write, stored };
}

describe('an exposure is written', () => {
  it('with all that is known of it, and its endpoint points to it', async () => {
    const { db, write } = await history();
    const { verdict, severity, product, version, owner, opened, id } = SPELL;
    expect(db.get('SELECT * FROM exposures')).toEqual({
      ...{ number: 1, id, finding: 1, state: 'open', how: null, opened, closed: null, in_scope: 1, owner, verdict },
      ...{ severity, product, version, last_seen: SPELL.sighting().lastSeen, seen_run: 1, last_order: 1, quiet: null },
      ...{ tested: 9, answered: 4, sighting: null },
    });
    expect(db.all('SELECT exposure FROM findings')).toEqual([{ exposure: 1 }, { exposure: null }]);
    const closed = write(2, { ...SPELL, state: 'closed', how: 'guarded', closed: AT, order: 2 }, { sighting: '{}' });
    expect(closed).toMatchObject({ state: 'closed', how: 'guarded', closed: AT, last_order: 2, seen_run: 1 });
    expect(closed).toMatchObject({ sighting: '{}', last_seen: SPELL.sighting().lastSeen });
    db.close();
  });

  it('by its look alone while it is as it was', async () => {
    const { db, write } = await history();
    db.prepare(`UPDATE exposures SET opened = '2026-01-01T00:00:00.000Z'`)();
    const now = { ...SPELL, order: 2, neighbours: { tested: 9, answered: 5 }, sighting: () => SEEN };
    const opened = '2026-01-01T00:00:00.000Z';
    expect(write(2, now)).toMatchObject({ opened });
    expect(write(2, now)).toMatchObject({ last_order: 2, answered: 5, seen_run: 2, last_seen: AT });
    db.close();
  });

  it.each<[what: string, change: Partial<Spell>, row: object]>([
    ['version', { version: '27.3.1' }, { version: '27.3.1', seen_run: 2 }],
    ['owner', { owner: 'another' }, { owner: 'another' }],
    ['severity', { severity: 'high' }, { severity: 'high' }],
    ['place in a scope', { inScope: false }, { in_scope: 0 }],
    ['state', { state: 'unverified' }, { state: 'unverified', seen_run: 1 }],
  ])('whole with another %s', async (_, change, row) => {
    const { db, write } = await history();
    expect(write(2, { ...SPELL, order: 2, ...change })).toMatchObject({ number: 1, last_order: 2, ...row });
    db.close();
  });

  it('at the port that it moved to, and at no other', async () => {
    const { db, write } = await history();
    expect(write(2, { ...SPELL, order: 2 }, { finding: 2 })).toMatchObject({ number: 1, finding: 2 });
    expect(db.all('SELECT exposure FROM findings')).toEqual([{ exposure: null }, { exposure: 1 }]);
    db.close();
  });

  it('and one that ended at the old port before it is there again', async () => {
    const { db, write, stored } = await history();
    const older = { ...SPELL, id: 'e0', state: 'closed' as const, how: 'refused' as const, closed: AT };
    write(2, older);
    db.prepare(`UPDATE findings SET exposure = 1`)();
    expect(stored()?.id).toBe(SPELL.id);
    db.prepare('UPDATE findings SET exposure = NULL WHERE number = 2')();
    write(2, { ...SPELL, order: 2 }, { finding: 2 });
    expect(db.all('SELECT exposure FROM findings')).toEqual([{ exposure: 2 }, { exposure: 1 }]);
    db.close();
  });
});

describe('an exposure has a sighting of its own', () => {
  it('where another answer stands in its place, or it has one already', async () => {
    const { db, stored } = await history();
    const known = stored();
    const kept = known && { ...known, hasSighting: true };
    const own = (spell: Spell | undefined, isAnswered: boolean, of = known) =>
      createExposureWriter(db, 2, new Map(of === undefined ? [] : [[of.id, of]])).ownSighting(spell, isAnswered);
    const last = findingOf('engine-open-plaintext', { engine: engineOf('27.3.1') });
    const unverified = { ...SPELL, state: 'unverified' as const, sighting: () => last };
    expect(own(unverified, true)).toBe(JSON.stringify(last));
    expect(own(unverified, false)).toBeNull();
    expect(own(unverified, false, kept)).toBe(JSON.stringify(last));
    expect(own(SPELL, true)).toBeNull();
    expect(own(undefined, true)).toBeNull();
    db.close();
  });
});
