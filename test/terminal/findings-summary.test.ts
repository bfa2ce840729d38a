import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/domain/report.ts';
import { worklistOf } from '../../src/report/view/worklist.ts';
import { findingLines } from '../../src/terminal/findings-summary.ts';
import { columnsOf } from '../../src/text/columns.ts';
import { createPaint } from '../../src/text/paint.ts';
import { HOSTILE_TEXTS, hostileReport, largeReport, sampleFinding, sampleReport } from '../report/sample.ts';

const lines = (report: Report, width = 80): string[] =>
  findingLines(report, worklistOf(report), { width, paint: createPaint(false), details: 'findings.csv' });
const isRow = (line: string): boolean => /^ {2}(critical|high|medium|low) /.test(line);

describe('findingLines', () => {
  test('give each kind its advice once', () => {
    const report = sampleReport(
      ['10.0.0.1', '10.0.0.2', '10.0.0.3'].map((address) => sampleFinding(address, { verdict: 'auth-required' })),
    );
    expect(lines(report)).toEqual([
      '',
      'Password asked (3)',
      '  low       10.0.0.1:2375  auth-required  platform',
      '  low       10.0.0.2:2375  auth-required  platform',
      '  low       10.0.0.3:2375  auth-required  platform',
      '  Next: Put TLS in front, restrict the sources.',
    ]);
  });

  test('come worst first, whatever order they arrive in', () => {
    const report = sampleReport();
    const order = lines({ ...report, findings: report.findings.toReversed() }).filter(isRow);
    expect(order.map((line) => line.trim().split(' ')[0])).toEqual([
      'critical',
      'critical',
      'high',
      'high',
      'medium',
      'low',
    ]);
  });

  test('leave out what is only for information', () => {
    expect(lines(sampleReport()).join('\n')).not.toMatch(/engine-mtls|other-service/);
    expect(lines(sampleReport([]))).toEqual([]);
  });

  test('stay few, and still show each kind', () => {
    const shown = lines(largeReport(9000));
    expect(shown.filter(isRow)).toHaveLength(15);
    expect(new Set(shown.filter(isRow).map((line) => line.trim().split(' ')[0]))).toEqual(
      new Set(['critical', 'high', 'medium', 'low']),
    );
    expect(shown).toContain('Engine open to everyone, without TLS (2,000)');
    expect(shown).toContain('  and 1,989 more like these: see findings.csv');
    expect(shown).toContain('  and 999 more like this: see findings.csv');
  });

  test('point at the file for kinds that have no room', () => {
    const findings = Array.from({ length: 40 }, (_, i) =>
      sampleFinding('10.0.0.1', { verdict: 'inconclusive', severity: 'medium', explanation: `x/${i}` }),
    );
    const shown = lines(sampleReport(findings));
    expect(shown.filter(isRow)).toHaveLength(15);
    expect(shown.at(-1)).toBe('25 more of other kinds: see findings.csv');
  });

  test('mark a suspected decoy in its row', () => {
    expect(lines(sampleReport()).find((line) => line.includes('10.20.0.77'))).toContain('(decoy?) docker 1.13.1');
  });

  test('never cut an address, and take more lines where one is too short', () => {
    const finding = sampleFinding('2001:db8:1234:5678:9abc:def0:1234:5678', { verdict: 'inconclusive' });
    for (const width of [40, 60, 80]) {
      const shown = lines(sampleReport([finding]), width);
      expect(shown.join('').replaceAll(' ', '')).toContain('[2001:db8:1234:5678:9abc:def0:1234:5678]:2375');
      for (const line of shown) expect(line.length).toBeLessThanOrEqual(width);
    }
    expect(lines(sampleReport([finding]), 40).slice(2, 5)).toEqual([
      '  medium',
      '    [2001:db8:1234:5678:9abc:def0:1234:5',
      '    678]:2375',
    ]);
  });

  test('stay within the width with hostile texts', () => {
    for (const text of HOSTILE_TEXTS) {
      for (const width of [40, 80, 120]) {
        for (const line of lines(hostileReport(text), width)) expect(columnsOf(line)).toBeLessThanOrEqual(width);
      }
    }
  });
});
