import { describe, expect, it } from 'vitest';
import type { Deadlines } from '../../src/domain/finding.ts';
import { withHistoryOf } from '../../src/history/history-file.ts';
import { type FindingFilter, listFindings, listOpenEndpoints } from '../../src/history/query.ts';
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
    [{ address: OLD }, [OLD]],
    [{ address: OLD, port: 2376 }, []],
    [{ port: 2375, severities: ['info'] }, [SSH]],
    [{ idPrefix: idOf(GONE) }, [GONE]],
    [{ idPrefix: "f' OR 1 --" }, []],
    [{ unresolved: true, severities: ['critical'], idPrefix: idOf(GONE) }, []],
  ] as [FindingFilter, string[]][])('filters by %j', (filter, expected) => {
    expect(listed(filter)).toEqual(expected);
  });
});

it('lists the endpoints of exposures that live, open ones first, up to a limit', () => {
  const list = (vantage: string, limit: number) =>
    withHistoryOf(out, (db) => listOpenEndpoints(db, vantage, limit), []).map(({ address, port }) => [address, port]);
  expect(list('default', 10)).toEqual([
    [OLD, 2375],
    [ENGINE, 2375],
  ]);
  expect(list('default', 1)).toEqual([[OLD, 2375]]);
  expect(list('outside', 10)).toEqual([]);
});
