import { describe, expect, test } from 'vitest';
import { SWEEP_STATES } from '../../../src/domain/endpoint.ts';
import type { Report } from '../../../src/domain/report.ts';
import { SEVERITIES } from '../../../src/domain/verdicts.ts';
import { ownerReport, ownersOf } from '../../../src/report/people/owner-report.ts';
import { measuredReport, sampleReport } from '../sample.ts';
import { estateReport } from '../sample-estate.ts';
import { withHistory } from '../sample-history.ts';

const partOf = (report: Report, owner: string): Report =>
  ownerReport(
    report,
    owner,
    report.findings.filter((finding) => finding.owner === owner),
  );

describe('ownerReport', () => {
  const report = withHistory(estateReport());

  test('has what is the owner’s, counted again', () => {
    const { run, findings, scope } = partOf(report, 'data science');
    expect(findings).toHaveLength(70);
    expect(SEVERITIES.reduce((sum, severity) => sum + run.severities[severity], 0)).toBe(70);
    expect(scope.ranges.map(({ text }) => text)).toEqual(['10.64.0.0/16']);
    expect(scope.spans).toEqual([
      { first: '10.64.0.0', last: '10.64.255.255', size: 65_536, ports: [2375, 2376], range: 0 },
    ]);
    expect(run.scope.endpoints).toBe(131_072);
    expect(SWEEP_STATES.reduce((sum, state) => sum + run.states[state], 0)).toBe(131_072);
    expect(run.coverage).toEqual({ endpoints: 131_072, tested: 107_480, percent: (100 * 107_480) / 131_072 });
    expect(run.notTested).toEqual({ 'whole-run': 23_592 });
  });

  test('has all parts, and no more than the whole', () => {
    const parts = ownersOf(report).map((owner) => partOf(report, owner));
    expect(parts.flatMap(({ findings }) => findings)).toHaveLength(report.findings.length);
    for (const state of SWEEP_STATES)
      expect(parts.reduce((sum, { run }) => sum + run.states[state], 0)).toBe(report.run.states[state]);
  });

  test('has nothing of others: no name, no range, no address, no total', () => {
    const text = JSON.stringify(partOf(report, 'continuous integration'));
    for (const word of ['platform', 'data science', '10.20.', '10.64.', String(report.run.scope.endpoints), '133310'])
      expect(text, word).not.toContain(word);
    expect(JSON.stringify(partOf(report, 'platform'))).toContain('10.20.1.128/26');
  });

  test('keeps an exclusion that reaches beyond the owner’s ranges to itself', () => {
    const wide = estateReport();
    wide.scope.removals = [{ reason: 'excluded', text: '10.20.0.0/16', addresses: 64 }];
    expect(partOf(wide, 'platform').scope.removals).toEqual([]);
  });

  test('has the reasons of its ranges, the uniform prefixes within them, and no look at the whole', () => {
    const whole = measuredReport();
    whole.run.uniform?.push({ prefix: '10.21.0.0/24', accepted: 500, probed: 16, verdict: 'tarpit' });
    whole.run.spent = [
      { what: 'time' },
      { what: 'bytes', prefix: '10.20.0.0/24' },
      { what: 'disk', prefix: '10.21.0.0/24' },
    ];
    const { run } = partOf(whole, 'platform');
    expect(run.spent).toEqual([{ what: 'time' }, { what: 'bytes', prefix: '10.20.0.0/24' }]);
    expect(run.notTested).toEqual({ 'no-route': 1, EMFILE: 7, 'uniform-prefix': 2 });
    expect(run.uniform).toEqual([{ prefix: '10.20.0.0/24', accepted: 6, probed: 4, verdict: 'no-reply' }]);
    expect(run).not.toHaveProperty('secondLook');
  });

  test('keeps the history of the owner’s findings, and no trend of all', () => {
    const { history } = partOf(withHistory(), 'platform');
    expect(history?.absent).toHaveLength(2);
    expect(history?.overdue).toBe(1);
    expect(history?.trend).toEqual([]);
    expect(history?.acceptances.expired).toHaveLength(1);
    expect(history?.acceptances.unmatched).toEqual([]);
    const other = partOf(withHistory(), '支付平台').history;
    expect(other?.absent).toEqual([]);
    expect(other?.acceptances).toEqual({ expired: [], unmatched: [], expiring: [] });
    expect(Object.values(other?.counts ?? {}).reduce((sum, n) => sum + n, 0)).toBe(1);
  });

  test('counts what is overdue from the rows, silent engines included', () => {
    const whole = withHistory();
    const silent = whole.history?.absent.find(({ lifecycle }) => lifecycle === 'unverified');
    Object.assign(silent?.standing ?? {}, { overdue: true, due: '2026-01-20' });
    const part = partOf(whole, 'platform');
    expect(part.history?.overdue).toBe(2);
    expect(part.explanations).toHaveProperty(silent?.explanation ?? 'none');
  });

  test('has the broken declarations of its own findings and ranges alone', () => {
    const whole = withHistory();
    const one = { findingId: 'f', port: 2375, is: 'decoy' as const, what: 'closed' };
    const mine = { ...one, address: '10.20.0.7' };
    const found = { ...one, address: '10.99.0.1', findingId: whole.findings[0]?.id ?? '' };
    Object.assign(whole.history ?? {}, { broken: [mine, found, { ...one, address: '10.99.0.7' }] });
    expect(partOf(whole, 'platform').history?.broken).toEqual([mine, found]);
    expect(partOf(whole, '支付平台').history).not.toHaveProperty('broken');
  });

  test('has no history where there is none', () => {
    expect(partOf(sampleReport(), 'platform')).not.toHaveProperty('history');
  });

  test('leaves the whole as it was', () => {
    const before = structuredClone(report);
    partOf(report, 'platform');
    expect(report).toEqual(before);
  });
});
