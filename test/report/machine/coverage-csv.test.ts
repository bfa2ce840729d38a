import { describe, expect, test } from 'vitest';
import type { Report } from '../../../src/domain/report.ts';
import { COVERAGE_COLUMNS, renderCoverageCsv } from '../../../src/report/machine/coverage-csv.ts';
import { readRows } from '../read-csv.ts';
import { HOSTILE_TEXTS, hostileReport, measuredReport, partialReport } from '../sample.ts';

const render = (report: Report): string => [...renderCoverageCsv(report)].join('');

describe('coverage.csv', () => {
  test('keeps its columns, by name and by place', () => {
    expect(COVERAGE_COLUMNS.join(',')).toBe(
      'kind,range,owner,reference,authorized,open,closed,filtered,unreachable,not_tested,definite,not_tested_reasons,probed,verdict,missed_percent,missed_low,missed_high,run_id',
    );
  });

  test('has a row for each range, one for the total with the estimate, and one for each uniform prefix', () => {
    const [range, total, uniform, ...more] = readRows(render(measuredReport()));
    expect(range).toMatchObject({
      kind: 'range',
      range: '10.20.0.0/24',
      owner: 'platform',
      reference: 'SEC-1042',
      authorized: '510',
      open: '9',
      closed: '470',
      filtered: '18',
      unreachable: '3',
      not_tested: '10',
      definite: '482',
      not_tested_reasons: 'EMFILE 7; uniform-prefix 2; no-route 1',
      missed_percent: '',
    });
    expect(total).toMatchObject({ kind: 'total', range: '', definite: '482', probed: '9', missed_percent: '1.2' });
    expect(total).toMatchObject({ missed_low: '0.4', missed_high: '3.15' });
    expect(uniform).toMatchObject({
      kind: 'uniform',
      range: '10.20.0.0/24',
      open: '4',
      not_tested: '2',
      not_tested_reasons: 'uniform-prefix 2',
      probed: '4',
      verdict: 'no-reply',
    });
    expect(more).toEqual([]);
  });

  test('leaves nothing out of a uniform prefix whose rest was asked briefly', () => {
    const report = measuredReport();
    report.run.uniform = [{ prefix: '10.20.0.0/24', accepted: 6, probed: 6, verdict: 'tarpit', briefly: 2 }];
    expect(readRows(render(report))[2]).toMatchObject({ kind: 'uniform', open: '6', probed: '6', not_tested: '' });
  });

  test('renders a run of before, which tells reasons over all ranges only', () => {
    const [range, total] = readRows(render(partialReport()));
    expect(range).toMatchObject({ not_tested_reasons: '' });
    expect(total).toMatchObject({ not_tested_reasons: 'interrupted 280; EMFILE 6', missed_percent: '' });
  });

  test('is for Excel as well, and harmless there', () => {
    expect([...renderCoverageCsv(measuredReport(), { excel: true })].join('')).toBe(
      `\uFEFF${render(measuredReport())}`,
    );
    for (const text of HOSTILE_TEXTS)
      for (const row of readRows(render(hostileReport(text))))
        for (const value of Object.values(row)) expect(value).not.toMatch(/^[=+@\t\r＝]|^-\d+\+/);
  });
});
