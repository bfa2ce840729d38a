import { describe, expect, test } from 'vitest';
import { isAboveInfo, worklistOf, worklistOfRows } from '../../../src/report/view/worklist.ts';
import { emptyReport, sampleFinding, sampleReport } from '../sample.ts';
import { withHistory } from '../sample-history.ts';

describe('worklistOf', () => {
  test('counts a silent engine as open work of its severity', () => {
    const { open, counts } = worklistOf(withHistory(emptyReport()));
    expect(open.map(({ finding }) => finding.address)).toEqual(['10.20.0.102']);
    expect(counts.states).toMatchObject({ open: 0, unverified: 1, closed: 1 });
    expect(counts.severities.critical).toBe(1);
  });

  test('keeps what is accepted or declared out of the findings, and has it apart', () => {
    const report = withHistory();
    Object.assign(report.findings[0] ?? {}, { declared: 'decoy' });
    const { findings, settled, counts, informational } = worklistOf(report);
    expect(settled.map(({ work }) => work)).toEqual(['declared', 'accepted']);
    expect(findings.some((row) => settled.includes(row))).toBe(false);
    expect(counts.severities).toEqual({ critical: 2, high: 2, medium: 0, low: 0, info: 0 });
    expect(informational).toHaveLength(4);
  });

  test('has what was seen for information among the findings, and not what is gone', () => {
    const report = withHistory();
    const gone = { ...sampleFinding('10.20.0.150', { verdict: 'other-service' }), lifecycle: 'unverified' as const };
    report.history?.absent.push(gone);
    const { findings, informational } = worklistOf(report);
    expect(findings.some(({ finding }) => finding.address === '10.20.0.150')).toBe(false);
    expect(informational.filter(({ finding }) => finding.severity === 'info')).toHaveLength(3);
  });

  test('lists open work and what is for information, and nothing twice', () => {
    const { findings, counts, informational } = worklistOf(withHistory());
    expect(counts.open + informational.length).toBe(findings.length);
    expect(worklistOfRows([]).counts.open).toBe(0);
  });
});

test('isAboveInfo keeps open work of any severity', () => {
  const { findings } = worklistOf(
    sampleReport([
      sampleFinding('10.0.0.1', { verdict: 'engine-open-plaintext', severity: 'info' }),
      sampleFinding('10.0.0.2', { verdict: 'other-service', severity: 'info' }),
      sampleFinding('10.0.0.3', { verdict: 'auth-required', severity: 'low' }),
    ]),
  );
  expect(findings.filter(isAboveInfo).map(({ finding }) => finding.address)).toEqual(['10.0.0.3', '10.0.0.1']);
});
