import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isText } from '../../src/domain/shape.ts';
import { RUN_STATES, type Told, type ToldRuns } from '../../src/domain/told.ts';
import { type Database, openWriting } from '../../src/history/database.ts';
import {
  addToOutbox,
  damagedMessage,
  forgetReceiver,
  loadOutbox,
  loadTold,
  type OutboxRow,
  recordTold,
  removeFromOutbox,
  type ToldRows,
  unnamedSince,
} from '../../src/history/told.ts';
import { fuzz, mutatedJson, mutatedText } from '../helpers/fuzz.ts';
import { temporaryFolder } from '../helpers/scope.ts';
import { withToldTables } from '../helpers/told.ts';

const AT = '2026-03-01T02:00:00.000Z';
const TOLD: Told = {
  ...{ state: 'open', how: null, severity: 'critical', verdict: 'engine-open-plaintext', product: 'docker' },
  ...{ version: '20.10.5', owner: 'platform', accepted: null, declared: null, broken: null, inScope: true },
  ...{ heard: true, worst: 'critical', due: null, dueMark: null, acceptanceMark: null, flips: [], flapping: null },
};
const RUNS: ToldRuns = {
  ...{ state: 'finished', why: '', at: AT, digest: null, approvals: {}, clear: false },
  closings: { proof: 0, silence: 0, person: 0 },
};

let db: Database;
let warnings: string[] = [];
beforeEach(async () => {
  warnings = [];
  db = withToldTables(openWriting(join(await temporaryFolder(), 'seawall.db'), (text) => warnings.push(text)));
});
afterEach(() => db.close());

const rowsOf = (subjects: ToldRows['subjects'], more: Partial<ToldRows> = {}): ToldRows => ({
  ...{ subjects, lane: 'default', runs: RUNS, at: AT },
  ...more,
});
const message = (id: string, receiver = 'mail'): OutboxRow => ({ id, receiver, at: AT, message: `{"n":"${id}"}` });

it('gives back what was told, by receiver and by lane', () => {
  recordTold(db, 'mail', rowsOf([['e1', TOLD]]), [message('m1')]);
  recordTold(db, 'mail', rowsOf([['e1', { ...TOLD, state: 'closed', how: 'refused' }]]), [message('m2')]);
  recordTold(db, 'hook', rowsOf([['e1', TOLD]], { lane: 'office' }), []);
  expect(loadTold(db, 'mail', 'default')).toEqual({
    subjects: new Map([['e1', { ...TOLD, state: 'closed', how: 'refused' }]]),
    runs: RUNS,
  });
  expect(loadTold(db, 'hook', 'default')).toEqual({ subjects: new Map([['e1', TOLD]]), runs: undefined });
  expect(loadOutbox(db, 'mail').map(({ id }) => id)).toEqual(['m1', 'm2']);
  expect(loadOutbox(db, 'hook')).toEqual([]);
});

it('keeps a mark and its message together, or neither', () => {
  db.prepare("CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'no room'); END")();
  expect(() => recordTold(db, 'mail', rowsOf([['e1', TOLD]]), [message('m1')])).toThrow('no room');
  expect(loadTold(db, 'mail', 'default')).toEqual({ subjects: new Map(), runs: undefined });
});

it('takes a message in once, and out when it was delivered', () => {
  addToOutbox(db, [message('m1'), message('m2')]);
  addToOutbox(db, [message('m1')]);
  removeFromOutbox(db, ['m1']);
  expect(loadOutbox(db, 'mail').map(({ id }) => id)).toEqual(['m2']);
});

it('forgets a receiver as a whole, and knows which ones no run names any more', () => {
  recordTold(db, 'mail', rowsOf([['e1', TOLD]]), [message('m1')]);
  recordTold(db, 'hook', rowsOf([], { at: '2026-06-01T00:00:00.000Z' }), []);
  expect(unnamedSince(db, '2026-04-01T00:00:00.000Z')).toEqual(['mail']);
  forgetReceiver(db, 'mail');
  expect(loadTold(db, 'mail', 'default').runs).toBeUndefined();
  expect(loadOutbox(db, 'mail')).toEqual([]);
  expect(unnamedSince(db, '2026-07-01T00:00:00.000Z')).toEqual(['hook']);
});

describe('a damaged row', () => {
  it('is what was told, or nothing', async () => {
    recordTold(db, 'mail', rowsOf([['e1', TOLD]]), []);
    const set = db.prepare('UPDATE told SET state = ?');
    const json = mutatedJson([TOLD, RUNS]).map((value) => JSON.stringify(value) ?? '');
    await fuzz(fc.oneof(json, mutatedText([JSON.stringify(TOLD)])), (text) => {
      set(text);
      const { subjects, runs } = loadTold(db, 'mail', 'default');
      for (const { owner, flips } of subjects.values()) expect([owner, ...flips].every(isText)).toBe(true);
      if (runs !== undefined) expect(RUN_STATES).toContain(runs.state);
    });
  });

  it.each(['{', '{}', '{"state":"open"}', 'null'])('counts as never told, and is named: %s', (state) => {
    recordTold(
      db,
      'mail',
      rowsOf([
        ['e1', TOLD],
        ['e2', TOLD],
      ]),
      [],
    );
    db.prepare('UPDATE told SET state = ? WHERE subject <> ?')(state, 'e2');
    expect(loadTold(db, 'mail', 'default')).toEqual({ subjects: new Map([['e2', TOLD]]), runs: undefined });
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toMatch(/table told, row 1: what was told cannot be read: taken as never told/);
  });

  it('of the outbox is named, and the others are given', () => {
    addToOutbox(db, [message('m1'), message('m2')]);
    db.prepare("UPDATE outbox SET at = 'soon' WHERE id = ?")('m1');
    expect(loadOutbox(db, 'mail').map(({ id }) => id)).toEqual(['m2']);
    damagedMessage(db, 2);
    expect(warnings.map((text) => text.replace(/^.*?: table/, 'table'))).toEqual([
      expect.stringContaining('table outbox, row 1: no message: not sent'),
      expect.stringContaining('table outbox, row 2: no message: not sent'),
    ]);
  });
});
