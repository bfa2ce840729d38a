import { describe, expect, test } from 'vitest';
import { type ReportRow, rowsOf } from '../../../src/domain/exposure.ts';
import type { Finding } from '../../../src/domain/finding.ts';
import { groupByCase, groupByOwner, overdueFirst } from '../../../src/report/view/groups.ts';
import { sampleFinding, sampleReport } from '../sample.ts';
import { withHistory } from '../sample-history.ts';

const rowsIn = (findings: Finding[]): readonly ReportRow[] => rowsOf(sampleReport(findings));

describe('groupByOwner', () => {
  test('puts the owner with the worst findings first', () => {
    const groups = groupByOwner(
      rowsIn([
        sampleFinding('10.0.0.1', { verdict: 'engine-open-plaintext', owner: 'one' }),
        sampleFinding('10.0.0.2', { verdict: 'engine-open-plaintext', owner: 'two' }),
        sampleFinding('10.0.0.3', { verdict: 'engine-authz-denied', owner: 'two', contact: 'b' }),
        ...[4, 5, 6].map((i) => sampleFinding(`10.0.0.${i}`, { verdict: 'inconclusive', owner: 'three' })),
      ]),
    );
    expect(groups.map(({ owner }) => owner)).toEqual(['two', 'one', 'three']);
    expect(groups[0]).toMatchObject({
      contacts: ['b', 'platform@example.org'],
      work: { counts: { severities: { critical: 1, high: 1, medium: 0, low: 0, info: 0 } } },
    });
  });

  test('counts what is overdue and what fell silent', () => {
    const [platform] = groupByOwner(rowsOf(withHistory()));
    expect(platform).toMatchObject({ owner: 'platform', work: { counts: { overdue: 1, states: { unverified: 1 } } } });
  });
});

describe('groupByCase', () => {
  test('gathers what needs the same, worst first, then the most frequent', () => {
    const cases = groupByCase(
      rowsIn(
        [
          sampleFinding('10.0.0.1', { verdict: 'engine-open-plaintext', explanation: 'engine-open-plaintext/x' }),
          sampleFinding('10.0.0.2', { verdict: 'engine-open-plaintext' }),
          sampleFinding('10.0.0.3', { verdict: 'engine-open-plaintext' }),
          sampleFinding('10.0.0.4', { verdict: 'inconclusive' }),
        ].map((finding) => ({
          ...finding,
          severity: finding.verdict === 'inconclusive' ? ('medium' as const) : ('critical' as const),
        })),
      ),
      sampleReport().explanations,
    );
    expect(cases.map(({ key, rows }) => [key, rows.length])).toEqual([
      ['engine-open-plaintext', 2],
      ['engine-open-plaintext/x', 1],
      ['inconclusive', 1],
    ]);
    expect(cases[1]?.explanation).toBeUndefined();
  });
});

describe('overdueFirst', () => {
  test('keeps the order otherwise', () => {
    const rows = rowsOf(withHistory()).toReversed();
    const order = overdueFirst(rows);
    expect(order[0]?.finding.address).toBe('10.20.0.5');
    expect(order.slice(1)).toEqual(rows.filter((row) => row !== order[0]));
  });
});
