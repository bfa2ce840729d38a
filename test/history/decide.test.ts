import { expect, it } from 'vitest';
import { openWriting } from '../../src/history/database.ts';
import { acceptFinding, recordChange } from '../../src/history/decide.ts';
import { historyPath } from '../../src/history/history-file.ts';
import { findFinding } from '../../src/history/query.ts';
import { idOf, OLD, SSH, shortHistory } from '../helpers/history.ts';
import { findingOf } from './samples.ts';

const AT = '2026-03-01T00:00:00.000Z';

it('adds decisions and changes none, with what was accepted', async () => {
  const { out } = await shortHistory();
  const db = openWriting(historyPath(out));
  const { finding } = findFinding(db, idOf(OLD), { now: AT, deadlines: {} });
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
    { number: 1, finding: number, until: '2026-04-01', ...common },
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
  const { finding } = findFinding(db, idOf(SSH), { now: AT, deadlines: {} });
  acceptFinding(db, finding, { reason: 'r', owner: 'o', until: '2026-04-01', by: 'b', at: AT });
  expect(db.get('SELECT exposure, severity, product FROM acceptances')).toEqual({
    ...{ exposure: null, severity: 'info', product: 'ssh' },
  });
  db.close();
});
