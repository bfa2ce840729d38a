import { describe, expect, it } from 'vitest';
import { openWriting } from '../../src/history/database.ts';
import { acceptFinding, recordChange, retireExposure, revokeAcceptance } from '../../src/history/decide.ts';
import { historyPath } from '../../src/history/history-file.ts';
import { timelineOf } from '../../src/history/timeline.ts';
import { findOne, idOf, OLD, SSH, shortHistory } from '../helpers/history.ts';
import { findingOf } from './samples.ts';

const AT = '2026-03-01T00:00:00.000Z';

it('keeps every decision, with what was accepted', async () => {
  const { out } = await shortHistory();
  const db = openWriting(historyPath(out));
  const { finding } = findOne(db, idOf(OLD), { now: AT, deadlines: {} });
  for (const until of ['2026-04-01', '2026-05-01'])
    acceptFinding(db, finding, { reason: 'lab', owner: 'ops', until, by: 'ann', at: AT });
  recordChange(db, finding, { reference: 'CHG-7', by: 'bob', at: AT });
  const number = db.get('SELECT number FROM findings WHERE id = ?', finding.id)?.number;
  const exposure = db.get(
    'SELECT number FROM exposures WHERE finding = ? AND state = ?',
    number ?? null,
    'open',
  )?.number;
  expect(exposure).toEqual(expect.any(Number));
  const common = {
    ...{
      reason: 'lab',
      owner: 'ops',
      by: 'ann',
      at: AT,
      verdict: finding.verdict,
      severity: 'critical',
      product: 'docker',
    },
    ...{ exposure, ended: null, ended_by: null, ended_why: null },
  };
  expect(db.all('SELECT * FROM acceptances')).toEqual([
    { number: 1, finding: number, until: '2026-04-01', ...common, ended: AT, ended_why: 'replaced' },
    { number: 2, finding: number, until: '2026-05-01', ...common },
  ]);
  expect(db.all('SELECT * FROM change_records')).toEqual([
    { number: 1, finding: number, reference: 'CHG-7', by: 'bob', at: AT },
  ]);
  db.close();
});

it('refuses a finding that history does not know', async () => {
  const { out } = await shortHistory();
  const db = openWriting(historyPath(out));
  const unknown = findingOf('engine-open-tls', { id: 'f0' });
  const acceptance = { reason: 'r', owner: 'o', until: '2026-04-01', by: 'b', at: AT };
  expect(() => acceptFinding(db, unknown, acceptance)).toThrow('FINDING_NOT_FOUND');
  expect(() => recordChange(db, unknown, { reference: 'r', by: 'b', at: AT })).toThrow('FINDING_NOT_FOUND');
  db.close();
});

it('accepts an answer that is no exposure as such', async () => {
  const { out } = await shortHistory();
  const db = openWriting(historyPath(out));
  const { finding } = findOne(db, idOf(SSH), { now: AT, deadlines: {} });
  acceptFinding(db, finding, { reason: 'r', owner: 'o', until: '2026-04-01', by: 'b', at: AT });
  expect(db.get('SELECT exposure, severity, product FROM acceptances')).toEqual({
    ...{ exposure: null, severity: 'info', product: 'ssh' },
  });
  db.close();
});

describe('decisions about an exposure', () => {
  const decided = { by: 'ann', at: AT, reason: 'why' };
  const terms = { reason: 'lab', owner: 'ops', until: '2099-01-01', by: 'ann', at: AT };

  async function openShort() {
    const { out } = await shortHistory();
    const db = openWriting(historyPath(out));
    const found = (query = { now: AT, deadlines: {} }) => findOne(db, idOf(OLD), query);
    return { db, found };
  }

  it('withdraw what accepts it, with the name and the reason, and no older acceptance comes back', async () => {
    const { db, found } = await openShort();
    acceptFinding(db, found().finding, { ...terms, until: '2098-01-01' });
    acceptFinding(db, found().finding, terms);
    expect(found().finding.standing.acceptance?.until).toBe('2099-01-01');
    revokeAcceptance(db, found().finding, { ...decided, by: 'bob' });
    expect(found().finding.standing.acceptance).toBeNull();
    expect(db.all('SELECT ended_by, ended_why FROM acceptances ORDER BY number')).toEqual([
      { ended_by: null, ended_why: 'replaced' },
      { ended_by: 'bob', ended_why: 'why' },
    ]);
    db.close();
  });

  it('retire it, with what accepted it and without what it was unsure of', async () => {
    const { db, found } = await openShort();
    acceptFinding(db, found().finding, terms);
    db.prepare(`UPDATE exposures SET state = 'unverified', quiet = '{}' WHERE id = ?`)(
      found().finding.standing.exposure?.id ?? null,
    );
    retireExposure(db, found().finding, decided);
    expect(found()).toMatchObject({
      state: 'resolved',
      finding: {
        lifecycle: 'resolved',
        standing: { acceptance: null, exposure: { state: 'closed', how: 'retired', closed: AT } },
      },
    });
    expect(db.get(`SELECT quiet FROM exposures WHERE how = 'retired'`)).toEqual({ quiet: null });
    expect(db.get('SELECT ended, ended_why FROM acceptances')).toEqual({ ended: AT, ended_why: 'closed' });
    expect(timelineOf(db, idOf(OLD))).toContainEqual({ at: AT, what: 'retired', detail: 'by ann: why', run: '' });
    db.close();
  });

  it('retire nothing that is no exposure', async () => {
    const { db } = await openShort();
    const { finding } = findOne(db, idOf(SSH), { now: AT, deadlines: {} });
    expect(() => retireExposure(db, finding, decided)).toThrow('FINDING_NOT_FOUND');
    db.close();
  });
});
