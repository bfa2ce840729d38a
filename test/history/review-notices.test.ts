import { describe, expect, it } from 'vitest';
import { type LivingExposure, reviewNotices } from '../../src/history/review-notices.ts';
import { parseAcceptances } from '../../src/scope/acceptances-file.ts';

const LIVING: LivingExposure = {
  ...{ address: '10.0.0.5', port: 2375, verdict: 'engine-open-plaintext', severity: 'critical' },
  ...{ opened: '2026-02-10T03:00:00.000Z', accepted: false },
};

const notices = (
  entries: object[],
  at: string,
  living: LivingExposure[],
  { whole = true, elsewhere = [] as LivingExposure[] } = {},
) => {
  const common = { target: '10.0.0.5', reason: 'SEC-1', owner: 'platform', from: '2026-03-01', until: '2026-06-30' };
  const text = JSON.stringify({ acceptances: entries.map((entry) => ({ ...common, ...entry })) }, null, 1);
  const reviews = parseAcceptances([{ file: 'a.yaml', text }]);
  return reviewNotices(reviews, living, { at: `${at}T02:00:00.000Z`, whole, elsewhere });
};

describe('reviewed acceptances that somebody must look at', () => {
  it('are expired where they covered what nothing accepts today, said by file and line', () => {
    const { expired } = notices([{}], '2026-07-01', [LIVING]);
    expect(expired).toEqual([
      { findingId: '', reason: 'SEC-1', owner: 'platform', until: '2026-06-30', by: 'a.yaml:3', at: '2026-03-01' },
    ]);
    expect(notices([{}], '2026-06-30', [LIVING]).expired).toEqual([]);
    expect(notices([{}], '2026-07-01', [{ ...LIVING, accepted: true }]).expired).toEqual([]);
    expect(notices([{}], '2026-07-01', [{ ...LIVING, port: 2376 }]).expired).toHaveLength(1);
    expect(notices([{ port: 2375 }], '2026-07-01', [{ ...LIVING, port: 2376 }]).expired).toEqual([]);
    expect(notices([{}], '2026-07-01', []).expired).toEqual([]);
  });

  it('are about to expire in their last 14 days, where they cover something', () => {
    const untilOf = (at: string, living: LivingExposure[]) =>
      notices([{}], at, living).expiring.map(({ until }) => until);
    expect(untilOf('2026-06-15', [LIVING])).toEqual([]);
    expect(untilOf('2026-06-16', [LIVING])).toEqual(['2026-06-30']);
    expect(untilOf('2026-06-30', [{ ...LIVING, accepted: true }])).toEqual(['2026-06-30']);
    expect(untilOf('2026-06-30', [])).toEqual([]);
    expect(untilOf('2026-07-01', [LIVING])).toEqual([]);
  });

  it('cover nothing as far as a whole run knows, from any vantage', () => {
    const gaps = (living: LivingExposure[], options = {}) =>
      notices([{ verdict: 'engine-open-tls' }], '2026-04-01', living, options).unmatched.map(({ by, gap }) => [
        by,
        gap,
      ]);
    expect(gaps([])).toEqual([['a.yaml:3', 'nothing-there']]);
    expect(gaps([LIVING])).toEqual([['a.yaml:3', 'other-verdict']]);
    expect(gaps([{ ...LIVING, opened: '2026-03-20T00:00:00.000Z' }])).toEqual([['a.yaml:3', 'opened-later']]);
    const tls: LivingExposure = { ...LIVING, verdict: 'engine-open-tls' };
    expect(gaps([tls])).toEqual([]);
    expect(gaps([], { elsewhere: [tls] })).toEqual([]);
    expect(gaps([], { whole: false })).toEqual([]);
  });
});
