import { describe, expect, it } from 'vitest';
import type { ReviewedAcceptance } from '../../src/domain/review.ts';
import { dayOf } from '../../src/domain/time.ts';
import { exposureOf } from '../../src/history/life.ts';
import {
  type AcceptedFinding,
  acceptedWord,
  type Coverable,
  coveringAcceptance,
  reviewAcceptances,
  reviewedAcceptance,
  standingOf,
} from '../../src/history/standing.ts';
import { EARLIER, spellOf } from './samples.ts';

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

  it('names its exposure where there is one', () => {
    const exposure = exposureOf(spellOf());
    expect(standingOf({ ...BASE, exposure })).toMatchObject({
      exposure: { id: exposure.id, state: 'open', how: null },
    });
    expect(standingOf(BASE)).not.toHaveProperty('exposure');
  });

  it('knows days of leap years', () => {
    expect(dayOf('2028-02-28T12:00:00.000Z', 1)).toBe('2028-02-29');
  });
});

describe('an acceptance', () => {
  const accepted: AcceptedFinding = {
    ...{ findingId: 'f', reason: 'r', owner: 'o', until: '2026-03-20', by: 'b', at: BASE.openSince, number: 1 },
    ...{ exposure: 'e1', verdict: 'engine-filtered', severity: 'high', product: 'docker' },
  };
  const what: Coverable = { severity: 'high', product: 'docker', exposure: 'e1' };
  const on = (day: string) => `${day}T12:00:00.000Z`;
  const covering = (day: string, change: Partial<Coverable> = {}, of: Partial<AcceptedFinding> = {}) =>
    coveringAcceptance({ ...accepted, ...of }, { ...what, ...change }, on(day));

  it('holds through its last day', () => {
    expect(covering('2026-03-20')).toMatchObject({ until: '2026-03-20' });
    expect(covering('2026-03-21')).toBeNull();
    expect(coveringAcceptance(undefined, what, on('2026-03-01'))).toBeNull();
  });

  it('covers nothing worse, no other product and no other exposure', () => {
    expect(covering('2026-03-20', { severity: 'low' })).not.toBeNull();
    expect(covering('2026-03-20', { severity: 'critical' })).toBeNull();
    expect(covering('2026-03-20', { product: 'podman' })).toBeNull();
    expect(covering('2026-03-20', { product: 'podman' }, { product: '' })).not.toBeNull();
    for (const exposure of ['e2', null]) expect(covering('2026-03-20', { exposure })).toBeNull();
    expect(covering('2026-03-20', { exposure: null }, { exposure: null })).not.toBeNull();
  });

  it.each<[day: string, open: Coverable | undefined, list: string | undefined]>([
    ['2026-03-05', what, undefined],
    ['2026-03-06', what, 'expiring'],
    ['2026-03-20', what, 'expiring'],
    ['2026-03-21', what, 'expired'],
    ['2026-03-21', undefined, undefined],
    ['2026-03-05', undefined, 'unmatched'],
    ['2026-03-05', { ...what, severity: 'critical' }, 'unmatched'],
    ['2026-03-05', { ...what, exposure: 'e2' }, 'unmatched'],
  ])('on %s, with %j open: %s', (day, open, list) => {
    const review = reviewAcceptances([accepted], () => open, on(day));
    expect(Object.entries(review).flatMap(([name, entries]) => entries.map(() => name))).toEqual(
      list === undefined ? [] : [list],
    );
  });

  it.each([
    ['new', 'accepted'],
    ['persisting', 'accepted'],
    ['changed', 'accepted'],
    ['reopened', 'accepted'],
    ['unverified', 'unverified'],
    ['resolved', 'resolved'],
    [null, null],
  ] as const)('of what is %s reads %s', (word, read) => {
    expect(acceptedWord(word)).toBe(read);
  });
});

describe('a reviewed acceptance', () => {
  const review: ReviewedAcceptance = {
    ...{ target: '127.0.0.0/24', first: '127.0.0.0', last: '127.0.0.255', reason: 'lab', owner: 'ops' },
    ...{ from: '2026-03-01', until: '2026-03-20', recurring: false, file: 'acceptances.yaml', line: 4 },
  };
  const exposure = { verdict: 'engine-filtered', severity: 'high', opened: EARLIER } as const;
  const place = { id: 'f', address: '127.0.0.9', port: 2375 };

  it('is an acceptance of the finding, given by its file and line', () => {
    expect(reviewedAcceptance([review], exposure, place, '2026-03-10T00:00:00.000Z')).toEqual({
      ...{
        findingId: 'f',
        reason: 'lab',
        owner: 'ops',
        until: '2026-03-20',
        by: 'acceptances.yaml:4',
        at: '2026-03-01',
      },
    });
  });

  it('covers exposures alone, of its days and addresses', () => {
    const at = '2026-03-10T00:00:00.000Z';
    expect(reviewedAcceptance([review], undefined, place, at)).toBeNull();
    expect(reviewedAcceptance([review], exposure, { ...place, address: '127.0.1.9' }, at)).toBeNull();
    expect(reviewedAcceptance([review], { ...exposure, opened: at }, place, at)).toBeNull();
    expect(reviewedAcceptance([review], exposure, place, '2026-03-21T00:00:00.000Z')).toBeNull();
  });
});
