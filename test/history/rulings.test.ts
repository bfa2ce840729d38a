import { describe, expect, it } from 'vitest';
import type { StoredFinding } from '../../src/domain/history.ts';
import { isLiving, refuseAcceptance, refuseRetirement, refuseRevocation } from '../../src/history/rulings.ts';
import { closedAfter, storedOf } from '../helpers/stored.ts';

const PLACE = '10.0.0.5';
const open = storedOf(PLACE, { exposure: {}, finding: { lastSeen: '2026-03-09T02:00:00.000Z' } });
const unverified = storedOf(PLACE, { state: 'unverified', exposure: { state: 'unverified' } });
const outside = storedOf(PLACE, { state: 'out-of-scope', exposure: {} });
const silentOutside = storedOf(PLACE, { state: 'out-of-scope', exposure: { state: 'unverified' } });
const closed = storedOf(PLACE, { exposure: closedAfter(2) });
const retired = storedOf(PLACE, { exposure: closedAfter(2, { how: 'retired' }) });
const inconclusive = storedOf(PLACE, { finding: { verdict: 'inconclusive' } });
const guarded = storedOf(PLACE, { finding: { verdict: 'auth-required', severity: 'low' } });
const gone = storedOf(PLACE, { state: 'resolved', finding: { verdict: 'inconclusive' } });

/** What each decision says of each finding; empty where it may be made. */
const TABLE: [
  name: string,
  stored: StoredFinding,
  accept: RegExp | '',
  retire: RegExp | '',
  retireLeft: RegExp | '',
][] = [
  ['open', open, '', /^it answered on 2026-03-09: close the port, then verify$/, ''],
  ['unverified', unverified, '', '', ''],
  ['open, out of scope', outside, '', '', ''],
  ['unverified, out of scope', silentOutside, '', '', ''],
  ['closed', closed, /^closed on 2026-03-03 \(refused\): there is nothing to accept$/, /nothing to retire/, /nothing/],
  ['retired', retired, /\(retired\): there is nothing to accept/, /nothing to retire/, /nothing to retire/],
  ['no exposure, medium', inconclusive, '', /is no exposure/, /is no exposure/],
  ['no exposure, low', guarded, /alarms nobody/, /is no exposure/, /is no exposure/],
  ['no exposure, gone', gone, /^not seen since .*: there is nothing to accept$/, /nothing to retire/, /nothing/],
];

function expectRefusal(refusal: string | undefined, expected: RegExp | ''): void {
  if (expected === '') expect(refusal).toBeUndefined();
  else expect(refusal).toMatch(expected);
}

describe('what may be decided', () => {
  it.each(TABLE)('of one that is %s', (_, stored, accept, retire, retireLeft) => {
    expectRefusal(refuseAcceptance(stored), accept);
    expectRefusal(refuseRetirement(stored, false), retire);
    expectRefusal(refuseRetirement(stored, true), retireLeft);
  });

  it('is to withdraw what somebody accepted by command', () => {
    expect(refuseRevocation(open, true)).toBeUndefined();
    expect(refuseRevocation(open, false)).toMatch('nobody accepted it');
    expect(refuseRevocation(closed, false)).toMatch('ended with it');
    const acceptance = {
      findingId: 'f',
      reason: 'r',
      owner: 'o',
      until: '2026-05-01',
      by: 'a.yaml:3',
      at: '2026-03-01',
    };
    const reviewed = storedOf(PLACE, { exposure: {}, standing: { acceptance } });
    expect(refuseRevocation(reviewed, false)).toBe('a.yaml:3 accepts it: change that file');
  });

  it('concerns what lives, where a word stands for several', () => {
    expect([open, unverified, outside].map(isLiving)).toEqual([true, true, true]);
    expect([closed, retired, inconclusive, gone].map(isLiving)).toEqual([false, false, false, false]);
  });
});
