import { describe, expect, it } from 'vitest';
import { dayOf } from '../../src/domain/time.ts';
import { type AcceptedFinding, coveringAcceptance, reviewAcceptances, standingOf } from '../../src/history/standing.ts';

const BASE = {
  openSince: '2026-03-01T23:00:00.000Z',
  at: '2026-03-08T22:00:00.000Z',
  severity: 'critical' as const,
  changes: [],
  acceptance: null,
  deadlines: { critical: 7 },
  pressing: true,
};

describe('a standing', () => {
  it('counts whole days, and is overdue after its day, not on it', () => {
    expect(standingOf(BASE)).toMatchObject({ daysOpen: 6, due: '2026-03-08', overdue: false });
    expect(standingOf({ ...BASE, at: '2026-03-09T00:00:00.000Z' })).toMatchObject({ daysOpen: 7, overdue: true });
    expect(standingOf({ ...BASE, at: '2026-02-01T00:00:00.000Z' }).daysOpen).toBe(0);
  });

  it('has no deadline where the policy has none, or where none makes sense', () => {
    expect(standingOf({ ...BASE, severity: 'low' })).toMatchObject({ due: null, overdue: false });
    expect(standingOf({ ...BASE, at: '2027-01-01T00:00:00.000Z', pressing: false })).toMatchObject({
      due: null,
      overdue: false,
    });
  });

  it('is not overdue while somebody lives with it', () => {
    const acceptance = { findingId: 'f', reason: 'r', owner: 'o', until: '2027-12-31', by: 'b', at: BASE.openSince };
    expect(standingOf({ ...BASE, at: '2027-01-01T00:00:00.000Z', acceptance })).toMatchObject({
      due: '2026-03-08',
      overdue: false,
    });
  });

  it('knows days of leap years', () => {
    expect(dayOf('2028-02-28T12:00:00.000Z', 1)).toBe('2028-02-29');
  });
});

describe('an acceptance', () => {
  const accepted: AcceptedFinding = {
    findingId: 'f',
    reason: 'r',
    owner: 'o',
    until: '2026-03-20',
    by: 'b',
    at: BASE.openSince,
    verdict: 'engine-filtered',
    severity: 'high',
  };
  const on = (day: string) => `${day}T12:00:00.000Z`;

  it('holds through its last day, for nothing worse', () => {
    expect(coveringAcceptance(accepted, 'high', on('2026-03-20'))).toMatchObject({ until: '2026-03-20' });
    expect(coveringAcceptance(accepted, 'low', on('2026-03-20'))).not.toBeNull();
    expect(coveringAcceptance(accepted, 'critical', on('2026-03-20'))).toBeNull();
    expect(coveringAcceptance(accepted, 'high', on('2026-03-21'))).toBeNull();
    expect(coveringAcceptance(undefined, 'high', on('2026-03-01'))).toBeNull();
  });

  it.each([
    ['2026-03-05', true, 'high', undefined],
    ['2026-03-06', true, 'high', 'expiring'],
    ['2026-03-20', true, 'high', 'expiring'],
    ['2026-03-21', true, 'high', 'expired'],
    ['2026-03-21', false, 'high', undefined],
    ['2026-03-05', false, 'high', 'unmatched'],
    ['2026-03-05', true, 'critical', 'unmatched'],
  ] as const)('on %s, open: %s, %s: %s', (day, open, severity, list) => {
    const review = reviewAcceptances([accepted], () => ({ open, severity }), on(day));
    expect(Object.entries(review).flatMap(([name, entries]) => entries.map(() => name))).toEqual(
      list === undefined ? [] : [list],
    );
  });
});
