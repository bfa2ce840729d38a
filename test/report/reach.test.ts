/** One report from two vantages, in each format that says from where strangers get to an exposure. */

import { expect, it } from 'vitest';
import { REACH_NEWS_TEXTS, reachOf, standingReach } from '../../src/domain/reach.ts';
import type { Report } from '../../src/domain/report.ts';
import { CSV_COLUMNS, renderCsv } from '../../src/report/machine/csv.ts';
import { renderJson } from '../../src/report/machine/json.ts';
import { renderHtml } from '../../src/report/people/html/page.ts';
import { renderMarkdown } from '../../src/report/people/markdown.ts';
import { readRows } from './read-csv.ts';
import { CASES, workReport } from './sample-work.ts';

const AT = '2026-03-01T02:00:00.000Z';
const place = reachOf(
  [
    { vantage: 'office', stands: 'inside', look: 'exposed', at: AT },
    { vantage: 'vps', stands: 'internet', look: 'silent', at: AT, since: '2026-02-27T02:00:00.000Z' },
  ],
  Date.parse(AT),
);
if (place === undefined) throw new Error('no reach');
const reach = standingReach(place, true);
const TEXT = 'inside, silent outside since 2026-02-27';

function reachReport(): Report {
  const report = workReport();
  const findings = report.findings.map((finding) =>
    finding.address === CASES.overdue && finding.standing !== undefined
      ? { ...finding, standing: { ...finding.standing, changes: [REACH_NEWS_TEXTS['newly-filtered']], reach } }
      : finding,
  );
  return { ...report, findings };
}

const text = (render: (report: Report) => Iterable<string>, report = reachReport()): string =>
  [...render(report)].join('');

it('is a word in the last column of the CSV, empty for what has none', () => {
  const rows = readRows(text((report) => renderCsv(report)));
  expect(rows.find(({ address }) => address === CASES.overdue)?.reach).toBe('inside-outside-silent');
  expect(rows.find(({ address }) => address === CASES.silent)?.reach).toBe('');
  expect(CSV_COLUMNS.at(-1)).toBe('reach');
});

it('is whole in the JSON', () => {
  const { findings } = JSON.parse(text(renderJson)) as Report;
  expect(findings.find(({ address }) => address === CASES.overdue)?.standing?.reach).toEqual(reach);
});

it('stands beside the finding on the page and in Markdown, with the alarm', () => {
  const page = text((report) => renderHtml(report));
  expect(page).toContain(`reach: ${TEXT}`);
  expect(page).toContain('open inside, newly filtered outside, and no change is recorded');
  expect(text(renderMarkdown)).toContain(`reach: ${TEXT}`);
  for (const without of [text((report) => renderHtml(report), workReport()), text(renderMarkdown, workReport())])
    expect(without).not.toContain('reach: ');
});
