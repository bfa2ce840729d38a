import { describe, expect, it } from 'vitest';
import type { Deadlines } from '../../src/domain/finding.ts';
import { openWriting } from '../../src/history/database.ts';
import { acceptFinding, recordChange } from '../../src/history/decide.ts';
import { historyPath, withHistoryOf } from '../../src/history/history-file.ts';
import {
  type FindingFilter,
  findFinding,
  listFindings,
  listOpenEndpoints,
  timelineOf,
} from '../../src/history/query.ts';
import { ENGINE, GONE, idOf, OLD, SSH, shortHistory } from '../helpers/history.ts';

const { out } = await shortHistory();
const NOW = new Date().toISOString();

function listed(filter: FindingFilter = {}, deadlines: Deadlines = {}): string[] {
  return withHistoryOf(out, (db) => listFindings(db, { now: NOW, deadlines, filter }), []).map(
    ({ finding }) => finding.address,
  );
}

describe('the list of findings', () => {
  it('has the overdue first, then the worst, then the oldest', () => {
    expect(listed()).toEqual([OLD, GONE, ENGINE, SSH]);
    expect(listed({}, { critical: 7 })).toEqual([OLD, GONE, ENGINE, SSH]);
  });

  it('counts as overdue what is open work', () => {
    const all = withHistoryOf(out, (db) => listFindings(db, { now: NOW, deadlines: { critical: 7, info: 7 } }), []);
    expect(all.filter(({ finding }) => finding.standing.overdue).map(({ finding }) => finding.address)).toEqual([OLD]);
  });

  it.each([
    [{ vantage: 'default' }, [OLD, GONE, ENGINE, SSH]],
    [{ vantage: 'outside' }, []],
    [{ unresolved: true }, [OLD, ENGINE, SSH]],
    [{ severities: ['info', 'low'] }, [SSH]],
    [{ severities: [] }, []],
    [{ idPrefix: idOf(GONE) }, [GONE]],
    [{ idPrefix: "f' OR 1 --" }, []],
    [{ unresolved: true, severities: ['critical'], idPrefix: idOf(GONE) }, []],
  ] as [FindingFilter, string[]][])('filters by %j', (filter, expected) => {
    expect(listed(filter)).toEqual(expected);
  });
});

it('finds one finding by the beginning of its id, and refuses what names none or several', () => {
  const find = (id: string) => withHistoryOf(out, (db) => findFinding(db, id, { now: NOW, deadlines: {} }), undefined);
  expect(find(idOf(OLD).slice(0, 12))?.finding.address).toBe(OLD);
  expect(() => find('f')).toThrow(/begins 4 ids/);
  for (const id of ['', 'g', '%', '_']) expect(() => find(id)).toThrow('FINDING_NOT_FOUND');
});

it('lists the endpoints that are open, exposed ones first, up to a limit', () => {
  const list = (vantage: string, limit: number) =>
    withHistoryOf(out, (db) => listOpenEndpoints(db, vantage, limit), []).map(({ address, port }) => [address, port]);
  expect(list('default', 10)).toEqual([
    [OLD, 2375],
    [ENGINE, 2375],
    [SSH, 2375],
  ]);
  expect(list('default', 1)).toEqual([[OLD, 2375]]);
  expect(list('outside', 10)).toEqual([]);
});

it('tells what happened to a finding in order, with what people decided', async () => {
  const { out: folder } = await shortHistory();
  const db = openWriting(historyPath(folder));
  const { finding } = findFinding(db, idOf(GONE), { now: NOW, deadlines: {} });
  acceptFinding(db, finding, { reason: 'lab', owner: 'ops', until: '2099-01-01', by: 'ann', at: NOW });
  recordChange(db, finding, { reference: 'CHG-7', by: 'bob', at: NOW });
  expect(timelineOf(db, finding.id).map(({ what, detail }) => [what, detail])).toEqual([
    ['new', 'first answer: engine-open-plaintext'],
    ['resolved', expect.stringContaining('closed: the connection was refused (ECONNREFUSED)')],
    ['acceptance', 'until 2099-01-01 for ops, by ann: lab'],
    ['change record', 'CHG-7, by bob'],
  ]);
  expect(timelineOf(db, idOf(SSH)).map(({ what, detail }) => [what, detail])).toEqual([
    ['new', 'first answer: other-service'],
    ['seen', 'answered'],
  ]);
  db.close();
});
