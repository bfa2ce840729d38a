/** One run, one set of numbers: whatever a person reads says the same of the same report. */

import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { countWork, rowsOf } from '../../../src/domain/exposure.ts';
import type { Finding, Standing } from '../../../src/domain/finding.ts';
import type { Report } from '../../../src/domain/report.ts';
import type { ReportFile } from '../../../src/report/format.ts';
import { renderHtml } from '../../../src/report/people/html/page.ts';
import { renderMarkdown } from '../../../src/report/people/markdown.ts';
import { ownerFiles } from '../../../src/report/people/owners.ts';
import { ansibleFiles } from '../../../src/report/repair/ansible/ansible-files.ts';
import { remediationFiles } from '../../../src/report/repair/host-pages/host-files.ts';
import { renderSummary } from '../../../src/terminal/summary.ts';
import { emptyReport, sampleFinding } from '../sample.ts';
import { withHistory } from '../sample-history.ts';

const OVERDUE: Standing = {
  changes: ['no answer'],
  openSince: '2026-01-01T00:00:00.000Z',
  daysOpen: 59,
  due: '2026-01-08',
  overdue: true,
  acceptance: null,
};
const ACCEPTANCE = { findingId: 'f', reason: 'r', owner: 'o', until: '2026-09-01', by: 'b', at: '2026-01-01' };

function exposed(address: string, change: Partial<Finding>): Finding {
  const standing = { ...OVERDUE, ...change.standing };
  return { ...sampleFinding(address, { verdict: 'engine-open-plaintext', product: 'docker' }), ...change, standing };
}

const NOT_DUE = { ...OVERDUE, overdue: false };
const SEEN: Record<string, Finding> = {
  open: exposed('10.20.0.1', { lifecycle: 'persisting' }),
  changed: exposed('10.20.0.2', { lifecycle: 'changed' }),
  fresh: exposed('10.20.0.3', { lifecycle: 'new', standing: NOT_DUE }),
  accepted: exposed('10.20.0.4', { lifecycle: 'accepted', standing: { ...OVERDUE, acceptance: ACCEPTANCE } }),
  decoy: exposed('10.20.0.5', { lifecycle: 'new', declared: 'decoy' }),
};
const ABSENT: Record<string, Finding> = {
  silent: exposed('10.20.0.11', { lifecycle: 'unverified' }),
  silentOfOther: exposed('10.20.0.12', { lifecycle: 'unverified', owner: 'other', standing: NOT_DUE }),
  closed: exposed('10.20.0.13', { lifecycle: 'resolved' }),
  silentDecoy: exposed('10.20.0.14', { lifecycle: 'unverified', declared: 'decoy' }),
};

function reportOf(seen: readonly Finding[], absent: readonly Finding[]): Report {
  const report = withHistory(emptyReport());
  report.findings = [...seen];
  Object.assign(report.history ?? {}, { absent: [...absent] });
  return report;
}

const textOf = (files: Iterable<ReportFile>): Map<string, string> =>
  new Map([...files].map(({ path, chunks }) => [path, [...chunks].join('')]));
const numberIn = (text: string, pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0);
const rowsUnder = (page: string, id: string): number =>
  (
    page
      .split('<h3')
      .find((part) => part.startsWith(` id="${id}"`))
      ?.match(/<li>/g) ?? []
  ).length;

const REPORTS: [name: string, report: Report][] = [
  ['everything at once', reportOf(Object.values(SEEN), Object.values(ABSENT))],
  ['silent engines alone', reportOf([], Object.values(ABSENT))],
  ['what was seen alone', reportOf(Object.values(SEEN), [])],
  [
    'accepted and declared alone',
    reportOf(
      [SEEN.accepted, SEEN.decoy].flatMap((one) => one ?? []),
      [],
    ),
  ],
  ['nothing', reportOf([], [])],
];

describe.each(REPORTS)('a report of %s', (_, report) => {
  const work = countWork(rowsOf(report));
  const page = [...renderHtml(report)].join('');
  const summary = [...renderMarkdown(report)].join('');
  const terminal = renderSummary(report, { width: 200, color: false, folder: 'r', files: [] });
  const owners = textOf(ownerFiles(report));
  const index = (owners.get('index.md') ?? '')
    .split('\n')
    .filter((line) => /^\| `/.test(line))
    .map((line) => line.split(' | ').map(Number));
  const column = (i: number): number => index.reduce((sum, cells) => sum + (cells[i] ?? 0), 0);

  test('has one number of criticals', () => {
    expect(numberIn(page, /<b>(\d+)<\/b><span><svg[^>]*><path[^>]*><\/svg>critical/)).toBe(work.severities.critical);
    expect(numberIn(summary, /---: \|\n\| (\d+) \|/)).toBe(work.severities.critical);
    expect(numberIn(terminal, /^(\d+) critical/)).toBe(work.severities.critical);
    expect(column(2)).toBe(work.severities.critical);
  });

  test('has one number of silent engines, and a row for each of them', () => {
    const { unverified } = work.states;
    expect(numberIn(page, /<b>(\d+)<\/b><span>unverified/)).toBe(unverified);
    expect(page.match(/<tbody class="silent"/g) ?? []).toHaveLength(unverified);
    expect(rowsUnder(page, 'silent')).toBe(unverified);
    expect(numberIn(terminal, /(\d+) of them unverified/)).toBe(unverified);
    expect(numberIn(terminal, /(\d+) engines? that (?:was|were) exposed/)).toBe(unverified);
    expect(column(7)).toBe(unverified);
  });

  test('has one number of overdue rows, and a list of as many', () => {
    expect(numberIn(page, /<b>(\d+)<\/b> overdue/)).toBe(work.overdue);
    expect(rowsUnder(page, 'overdue')).toBe(work.overdue);
    expect(page.match(/data-overdue="yes"/g) ?? []).toHaveLength(work.overdue);
    expect(numberIn(summary, /\*\*(\d+) overdue\*\*/)).toBe(work.overdue);
    expect(numberIn(terminal, /(\d+) overdue/)).toBe(work.overdue);
    expect(column(8)).toBe(work.overdue);
  });

  test('asks for the same work of owners, of host pages, and of the playbook', () => {
    const packets = [...owners].filter(([path]) => path.endsWith('remediation.md')).map(([, text]) => text);
    const asked = packets.reduce((sum, text) => sum + numberIn(text, /(\d+) endpoints? to act on/), 0);
    expect(asked).toBe(work.open);
    const pages = [...textOf(remediationFiles(report)).keys()].filter((path) => /^\d/.test(path));
    expect(pages).toHaveLength(work.open);
    const inventory = textOf(ansibleFiles(report)).get('inventory.yml') ?? '';
    expect(inventory.match(/ansible_host/g) ?? []).toHaveLength(work.open);
    for (const settled of ['10.20.0.4', '10.20.0.5', '10.20.0.14']) {
      expect(inventory).not.toContain(`"${settled}"`);
      for (const text of packets) expect(text).not.toContain(`${settled}:`);
    }
  });

  test('adds the pages of the owners up to the whole', () => {
    const pages = [...owners].filter(([path]) => path.endsWith('report.html')).map(([, text]) => text);
    const sum = (pattern: RegExp): number => pages.reduce((all, text) => all + numberIn(text, pattern), 0);
    expect(sum(/<b>(\d+)<\/b><span><svg[^>]*><path[^>]*><\/svg>critical/)).toBe(work.severities.critical);
    expect(sum(/<b>(\d+)<\/b><span>unverified/)).toBe(work.states.unverified);
    expect(sum(/<b>(\d+)<\/b> overdue/)).toBe(work.overdue);
  });
});

test.each(['findings', 'findings-partial', 'findings-empty', 'findings-compared'])(
  'renders %s.json of 0.1 for people',
  async (name) => {
    const text = await readFile(new URL(`../../fixtures/formats/v1/${name}.json`, import.meta.url), 'utf8');
    // The scope is of the journal, not of findings.json.
    const report: Report = { scope: emptyReport().scope, ...JSON.parse(text) };
    const work = countWork(rowsOf(report));
    expect([...renderHtml(report)].join('')).toContain('</html>');
    expect([...renderMarkdown(report)].join('')).toContain('## Scope');
    expect(renderSummary(report, { width: 80, color: false, folder: 'r', files: [] })).toContain('Tested ');
    expect(textOf(ownerFiles(report)).has('index.md')).toBe(true);
    const inventory = textOf(ansibleFiles(report)).get('inventory.yml') ?? '';
    expect(inventory.match(/ansible_host/g)?.length ?? 0).toBeLessThanOrEqual(work.open);
    expect(textOf(remediationFiles(report)).has('mtls.sh')).toBe(true);
  },
);
