import { describe, expect, test } from 'vitest';
import { rowsOf } from '../../../src/domain/exposure.ts';
import { changesOf, countStandings } from '../../../src/report/view/changes.ts';
import { sampleFinding } from '../sample.ts';
import { withHistory } from '../sample-history.ts';

const addresses = (rows: readonly { finding: { address: string } }[]): string[] =>
  rows.map(({ finding }) => finding.address);

describe('changesOf', () => {
  test('has a row that is changed and overdue in both lists', () => {
    const report = withHistory();
    const changed = report.findings.find(({ lifecycle }) => lifecycle === 'changed');
    Object.assign(changed?.standing ?? {}, { overdue: true, due: '2026-02-20' });
    const { overdue, moved } = changesOf(rowsOf(report));
    expect(addresses(overdue)).toEqual(['10.20.0.5', changed?.address]);
    expect(addresses(moved)).toContain(changed?.address);
  });

  test('puts the worst and longest overdue first', () => {
    const report = withHistory();
    const due = ['2026-02-06', '2026-01-01', '2025-01-01'];
    report.findings.slice(0, 3).forEach((finding, i) => {
      Object.assign(finding.standing ?? {}, { overdue: true, due: due[i] });
    });
    expect(changesOf(rowsOf(report)).overdue.map(({ finding }) => finding.standing?.due)).toEqual([
      '2026-01-01',
      '2026-02-06',
      '2025-01-01',
    ]);
  });

  test('tells silent engines from closed ones, from what left the scope, and from what is for information', () => {
    const report = withHistory();
    report.history?.absent.push(
      { ...sampleFinding('10.20.0.150', { verdict: 'other-service' }), lifecycle: 'unverified' },
      { ...sampleFinding('10.20.0.151', { verdict: 'engine-open-plaintext' }), lifecycle: null },
    );
    const { silent, closed, leftScope, unseen } = changesOf(rowsOf(report));
    expect([silent, closed, leftScope, unseen].map(addresses)).toEqual([
      ['10.20.0.102'],
      ['10.20.0.101'],
      ['10.20.0.151'],
      ['10.20.0.150'],
    ]);
  });
});

describe('countStandings', () => {
  test('counts as many rows as the lists have', () => {
    const rows = rowsOf(withHistory());
    const { moved, silent, closed } = changesOf(rows);
    const counts = countStandings(rows);
    expect(counts.new + counts.changed + counts.reopened).toBe(moved.length);
    expect(counts.unverified).toBe(silent.length);
    expect(counts.resolved).toBe(closed.length);
    expect(counts.accepted).toBe(1);
  });

  test('counts nothing that is declared, and no unclear answer of an old report', () => {
    const report = withHistory();
    report.findings = report.findings.map((finding) => ({ ...finding, lifecycle: 'new', declared: 'decoy' }));
    expect(countStandings(rowsOf(report)).new).toBe(0);
    report.findings = [{ ...sampleFinding('10.20.0.7', { verdict: 'forbidden' }), lifecycle: 'unverified' }];
    expect(countStandings(rowsOf(report)).unverified).toBe(1);
  });
});
