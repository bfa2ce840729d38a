import { describe, expect, it } from 'vitest';
import {
  ASKED_STATES,
  FINDING_ORDERS,
  type FindingCriteria,
  type FindingOrder,
  filterFindings,
  productOf,
  sortFindings,
} from '../../src/domain/finding-filter.ts';
import { readInterval } from '../../src/domain/interval.ts';
import { closedAfter, storedOf } from '../helpers/stored.ts';

const acceptance = { findingId: 'f', reason: 'r', owner: 'o', until: '2026-12-31', by: 'b', at: '2026-03-01' };

const LIST = [
  storedOf('10.0.0.1', {
    finding: { owner: 'platform' },
    standing: { overdue: true, due: '2026-03-08', daysOpen: 40 },
  }),
  storedOf('10.0.0.1:2376', {
    finding: { vantage: 'vps', severity: 'high', verdict: 'engine-filtered' },
    exposure: {},
  }),
  storedOf('10.0.0.2', { state: 'unverified', finding: { lifecycle: 'unverified' } }),
  storedOf('10.0.1.3', {
    exposure: closedAfter(6, { id: 'e1', how: 'guarded', product: 'podman', version: '4.3.1' }),
    finding: { verdict: 'engine-mtls', lifecycle: 'resolved' },
  }),
  storedOf('10.0.1.4', { state: 'out-of-scope', finding: { lifecycle: null } }),
  storedOf('10.0.2.5', { finding: { lifecycle: 'accepted' }, standing: { acceptance } }),
  storedOf('10.0.2.6', { finding: { declared: 'decoy' } }),
  storedOf('10.0.3.7', { finding: { verdict: 'other-service' } }),
];

function chosen(criteria: Partial<FindingCriteria>): string[] {
  return filterFindings(LIST, { state: 'all', ...criteria }).map(({ finding }) =>
    finding.port === 2375 ? finding.address : `${finding.address}:${finding.port}`,
  );
}

function interval(text: string) {
  const reading = readInterval(text);
  if (!('interval' in reading)) throw new Error(reading.message);
  return reading.interval;
}

it('chooses by reach', () => {
  const reach = { word: 'internet', text: 'internet', outside: null, inside: null } as const;
  const list = [storedOf('10.0.0.1', { standing: { reach } }), storedOf('10.0.0.2')];
  const by = (word: 'internet' | 'inside-only') => filterFindings(list, { state: 'all', reach: word });
  expect(by('internet')).toEqual([list[0]]);
  expect(by('inside-only')).toEqual([]);
});

describe('findings are chosen', () => {
  const BY_STATE: Record<(typeof ASKED_STATES)[number], string[]> = {
    all: ['10.0.0.1', '10.0.0.1:2376', '10.0.0.2', '10.0.1.3', '10.0.1.4', '10.0.2.5', '10.0.2.6', '10.0.3.7'],
    unresolved: ['10.0.0.1', '10.0.0.1:2376', '10.0.0.2', '10.0.2.5', '10.0.2.6', '10.0.3.7'],
    open: ['10.0.0.1', '10.0.0.1:2376', '10.0.2.5', '10.0.2.6', '10.0.3.7'],
    unverified: ['10.0.0.2'],
    closed: ['10.0.1.3'],
    'out-of-scope': ['10.0.1.4'],
    accepted: ['10.0.2.5'],
    declared: ['10.0.2.6'],
    overdue: ['10.0.0.1'],
  };
  it.each(ASKED_STATES)('by the state %s', (state) => {
    expect(chosen({ state })).toEqual(BY_STATE[state]);
  });

  it.each<[string, Partial<FindingCriteria>, string[]]>([
    ['an address', { address: { address: '10.0.0.1' } }, ['10.0.0.1', '10.0.0.1:2376']],
    ['a place', { address: { address: '10.0.0.1', port: 2376 } }, ['10.0.0.1:2376']],
    ['a CIDR block', { range: interval('10.0.1.0/24') }, ['10.0.1.3', '10.0.1.4']],
    ['first-last', { range: interval('10.0.0.2-10.0.1.3') }, ['10.0.0.2', '10.0.1.3']],
    ['another family', { range: interval('fd00::/16') }, []],
    ['an owner', { owner: 'platform', severity: 'critical', state: 'overdue' }, ['10.0.0.1']],
    ['a vantage', { vantage: 'vps' }, ['10.0.0.1:2376']],
    ['the product of the exposure', { product: 'podman' }, ['10.0.1.3']],
    ['the product of the answer', { product: 'registry' }, ['10.0.3.7']],
    ['how it closed', { how: 'guarded' }, ['10.0.1.3']],
    ['another way', { how: 'silent' }, []],
    ['a severity or worse', { severity: 'high', vantage: 'vps' }, ['10.0.0.1:2376']],
    ['a verdict', { verdict: 'engine-mtls' }, ['10.0.1.3']],
    ['age', { olderThan: 9 }, ['10.0.0.1']],
    ['the day on which it closed', { since: '2026-03-07' }, ['10.0.1.3']],
    ['the day after', { since: '2026-03-08' }, []],
  ])('by %s', (_, criteria, expected) => {
    expect(chosen(criteria)).toEqual(expected);
  });

  it('by the day on which they opened', () => {
    expect(chosen({ since: '2026-03-01' })).toHaveLength(LIST.length);
  });

  it.each([
    ['4', ['10.0.1.3']],
    ['4.3', ['10.0.1.3']],
    ['4.3.1', ['10.0.1.3']],
    ['4.3.10', []],
    ['4.', []],
    ['2', []],
  ])('by the version %s or its first parts', (productVersion, expected) => {
    expect(chosen({ productVersion, product: 'podman' })).toEqual(expected);
  });

  it('by the version of the answer where there is no exposure', () => {
    expect(chosen({ productVersion: '20.10', state: 'unverified' })).toEqual(['10.0.0.2']);
    expect(LIST.slice(0, 1).map(productOf)).toEqual(['docker']);
  });
});

describe('findings are sorted', () => {
  const some = [
    storedOf('10.0.0.10', { finding: { owner: 'b', severity: 'low' }, standing: { due: '2026-04-01' } }),
    storedOf('10.0.0.9', {
      finding: { owner: 'a', severity: 'high' },
      standing: { openSince: '2026-01-01T00:00:00.000Z' },
    }),
    storedOf('10.0.0.11', { finding: { owner: 'a' }, standing: { due: '2026-03-01' } }),
  ];
  const ORDERS: Record<FindingOrder, string[]> = {
    urgency: ['10', '9', '11'],
    age: ['9', '10', '11'],
    due: ['11', '10', '9'],
    address: ['9', '10', '11'],
    severity: ['11', '9', '10'],
    owner: ['11', '9', '10'],
  };
  it.each(FINDING_ORDERS)('by %s', (order) => {
    const sorted = sortFindings(some, order).map(({ finding }) => finding.address.slice('10.0.0.'.length));
    expect(sorted).toEqual(ORDERS[order]);
  });
});
