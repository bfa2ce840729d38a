import { describe, expect, test } from 'vitest';
import type { Report } from '../../../../src/domain/report.ts';
import { changes } from '../../../../src/report/people/html/changes-section.ts';
import { worklistOf } from '../../../../src/report/view/worklist.ts';
import { sampleReport } from '../../sample.ts';
import { withHistory } from '../../sample-history.ts';

const render = (report: Report = withHistory()): string => changes(report, worklistOf(report)).text;
/** The list under a heading. */
const partOf = (text: string, title: string): string =>
  text.split('<h3').find((part) => part.includes(`>${title}`)) ?? '';
const itemsOf = (text: string, title: string): number => partOf(text, title).match(/<li>/g)?.length ?? 0;

describe('changes', () => {
  test('is left out where nothing was compared', () => {
    expect(render(sampleReport())).toBe('');
  });

  test('has what is overdue first', () => {
    const titles = [...render().matchAll(/<h3[^>]*>([^<]+)/g)].map(([, title]) => title?.trim());
    expect(titles).toEqual([
      'Overdue',
      'New, changed or back',
      'Not seen again: not seen is not fixed',
      'Closed',
      'Acceptances',
      'The last 12 runs',
    ]);
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

  test('lists a changed finding also where it is overdue', () => {
    const report = withHistory();
    const changed = report.findings.find(({ lifecycle }) => lifecycle === 'changed');
    Object.assign(changed?.standing ?? {}, { overdue: true, due: '2026-02-20' });
    expect(partOf(render(report), 'New, changed or back')).toContain('[fd00:20::1c]:2375');
    expect(itemsOf(render(report), 'Overdue')).toBe(2);
  });

  test('tells closed from merely silent', () => {
    expect(partOf(render(), 'Closed')).toMatch(/10\.20\.0\.101:2375<\/code> <span class="state state-resolved"/);
    expect(partOf(render(), 'Not seen again')).toMatch(
      /10\.20\.0\.102:2375<\/code> <span class="state state-unverified"/,
    );
  });

  test('counts a silent engine past its deadline as overdue', () => {
    const report = withHistory();
    const silent = report.history?.absent.find(({ lifecycle }) => lifecycle === 'unverified');
    Object.assign(silent?.standing ?? {}, { overdue: true, due: '2026-01-20' });
    expect(partOf(render(report), 'Overdue')).toContain('10.20.0.102:2375');
    expect(partOf(render(report), 'Overdue')).toContain('<small>2</small>');
  });

  test('lists nothing that is accepted as overdue or new', () => {
    const report = withHistory();
    const accepted = report.findings.find(({ lifecycle }) => lifecycle === 'accepted');
    Object.assign(accepted?.standing ?? {}, { overdue: true, due: '2026-01-20' });
    expect(itemsOf(render(report), 'Overdue')).toBe(1);
  });

  test('lists acceptances that need somebody', () => {
    const text = partOf(render(), 'Acceptances');
    for (const title of [
      'Expired: the finding alarms again',
      'About to expire',
      'Covering nothing: withdraw them (seawall accept ID --revoke), or change the file',
    ])
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
    expect(render(report)).toContain('<small>100 of 5,000</small>');
    expect(render(report)).toContain('And 4,900 more: see <code>findings.csv</code>.');
    expect(render(report).length).toBeLessThan(100_000);
  });
});
