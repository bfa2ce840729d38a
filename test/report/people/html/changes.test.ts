import { describe, expect, test } from 'vitest';
import type { Report } from '../../../../src/domain/report.ts';
import { changes } from '../../../../src/report/people/html/changes.ts';
import { sampleReport } from '../../sample.ts';
import { withHistory } from '../../sample-history.ts';

const render = (report: Report = withHistory()): string => changes(report).text;
const partOf = (text: string, title: string): string => text.slice(text.indexOf(`<h3>${title}`)).split('<h3>')[1] ?? '';

describe('changes', () => {
  test('is left out where nothing was compared', () => {
    expect(render(sampleReport())).toBe('');
  });

  test('has what is overdue first', () => {
    const titles = [...render().matchAll(/<h3>([^<]+)/g)].map(([, title]) => title?.trim());
    expect(titles).toEqual(['Overdue', 'New, changed or back', 'No longer found', 'Acceptances', 'The last 12 runs']);
    expect(partOf(render(), 'Overdue')).toContain('10.20.0.5:2375');
    expect(partOf(render(), 'Overdue')).toContain('open 37 days · due 2026-02-06');
  });

  test('lists what moved, and not what stayed', () => {
    const moved = partOf(render(), 'New, changed or back');
    expect(moved).toContain('10.20.0.77:2375');
    expect(moved).toContain('[fd00:20::1c]:2375');
    expect(moved).toContain('version 5.4.1 -&gt; 5.4.2');
    expect(moved).not.toContain('10.20.0.31');
  });

  test('tells repaired from merely unseen', () => {
    const gone = partOf(render(), 'No longer found');
    expect(gone).toMatch(/10\.20\.0\.101:2375<\/code> <span class="state state-resolved"/);
    expect(gone).toMatch(/10\.20\.0\.102:2375<\/code> <span class="state state-unverified"/);
  });

  test('lists acceptances that need somebody', () => {
    const text = partOf(render(), 'Acceptances');
    for (const title of ['Expired: the finding alarms again', 'About to expire', 'Without a finding: withdraw them'])
      expect(text).toContain(`<h4>${title} <small>1</small></h4>`);
  });

  test('says that there is nothing, and that a run is the first', () => {
    const report = withHistory(sampleReport([]));
    if (report.history === undefined) throw new Error('no history');
    Object.assign(report.history, { previous: null, absent: [], trend: report.history.trend.slice(0, 1) });
    report.history.acceptances = { expired: [], unmatched: [], expiring: [] };
    expect(render(report)).toContain('This is the first run that is remembered');
    expect(render(report)).toContain('Nothing is overdue.');
    expect(render(report)).toContain('None has expired');
    expect(render(report)).not.toContain('<svg viewBox="0 0 320');
  });

  test('bounds each list', () => {
    const report = withHistory();
    const [gone] = report.history?.absent ?? [];
    if (report.history !== undefined && gone !== undefined)
      report.history.absent = Array.from({ length: 5000 }, () => gone);
    expect(render(report)).toContain('And 4,900 more.');
    expect(render(report).length).toBeLessThan(100_000);
  });
});
