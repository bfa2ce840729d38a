import { describe, expect, test } from 'vitest';
import { contacts, findings, MAX_ROWS } from '../../../../src/report/people/html/findings-section.ts';
import { worklistOf } from '../../../../src/report/view/worklist.ts';
import { emptyReport, largeReport, sampleFinding, sampleReport } from '../../sample.ts';
import { withHistory } from '../../sample-history.ts';

const render = (report = sampleReport()): string =>
  [...findings(report, worklistOf(report))].map(({ text }) => text).join('');

describe('findings', () => {
  test('names who must act, worst first, and leads to what is theirs', () => {
    const owners = [...render().matchAll(/<h3>(.*?) <small>/g)].map(([, owner]) => owner);
    expect(owners).toEqual(['platform', '支付平台', 'continuous integration and delivery']);
    for (const i of [1, 2, 3]) {
      expect(render()).toContain(`<a href="#owner-${i}">`);
      expect(render()).toContain(`id="owner-${i}"`);
    }
  });

  test('has a row for every finding', () => {
    expect(render().match(/<tbody data-severity/g)).toHaveLength(9);
  });

  test('shows the worst of too many, counts all of them, and says where the rest is', () => {
    const text = render(largeReport(100_000));
    expect(text.match(/<tbody data-severity/g)).toHaveLength(MAX_ROWS);
    expect(text).toContain(
      'The worst 2,000 of 100,000 findings are on this page; all of them are in <code>findings.csv</code>.',
    );
    expect(text).not.toContain('data-severity="high"');
    expect(text).toContain('data-label="for information">');
    expect(text.length).toBeLessThan(6_000_000);
  });

  test('never cuts off what is overdue', () => {
    const report = largeReport(5000);
    const last = report.findings.findLast(({ verdict }) => verdict === 'inconclusive');
    const overdue = withHistory(sampleReport()).findings[0]?.standing;
    if (last !== undefined && overdue !== undefined) last.standing = overdue;
    expect(render(report)).toContain('data-overdue="yes"');
  });

  test('lists silent engines among the findings, marked, and filters by what the rows say', () => {
    const text = render(withHistory());
    expect(text).toMatch(
      /<tbody class="silent" data-severity="critical" data-lifecycle="unverified"[^>]*>\s*<tr><th[^>]*>.*?10\.20\.0\.102:2375/,
    );
    expect(text).toContain('<option value="unverified">');
    expect(text).toContain('<td class="number" data-label="unverified">1</td>');
    expect(text).not.toContain('10.20.0.101');
  });

  test('shows what is accepted or declared apart, at the end, and with nothing to do', () => {
    const report = withHistory();
    Object.assign(report.findings[0] ?? {}, { declared: 'decoy' });
    const [work = '', settled = ''] = render(report).split('<section class="owner" id="settled">');
    expect(settled).toContain('Accepted and declared: not in the counts above <small>2</small>');
    expect(settled).toContain('10.20.0.5:2375');
    expect(settled).toContain('declared decoy');
    expect(settled).toContain('until 2026-03-09');
    expect(settled).not.toContain('Verify the repair');
    expect(settled).not.toContain('<b>Next:</b>');
    expect(work).not.toContain('10.20.0.5:2375');
  });

  test('bounds the table of owners', () => {
    const many = Array.from({ length: 1000 }, (_, i) =>
      sampleFinding(`10.0.${i >> 8}.${i & 255}`, { verdict: 'inconclusive', owner: `team ${i}` }),
    );
    expect(render(sampleReport(many))).toContain('And 700 more owners');
  });

  test('says that nothing was found', () => {
    expect(render(emptyReport())).toContain('Nothing that answered.');
    expect(render(emptyReport())).not.toContain('<form');
  });

  test('names a missing owner', () => {
    expect(render(sampleReport([sampleFinding('10.0.0.1', { verdict: 'inconclusive', owner: '' })]))).toContain(
      'no owner named',
    );
  });
});

describe('contacts', () => {
  test('links plain addresses only', () => {
    expect(contacts(['a.b+c@example.org']).text).toBe('<a href="mailto:a.b+c@example.org">a.b+c@example.org</a>');
    for (const text of ['a@b@c.org', 'a@example.org?cc=x@y.org', 'javascript:a@b.c', 'a@example.org\nx', '#chat'])
      expect(contacts([text]).text, text).not.toContain('<a ');
  });
});
