import { describe, expect, test } from 'vitest';
import { addressMap } from '../../../../src/report/people/html/map.ts';
import { worklistOf } from '../../../../src/report/view/worklist.ts';
import { emptyReport, largeReport, partialReport, sampleFinding, sampleReport } from '../../sample.ts';
import { estateReport } from '../../sample-estate.ts';
import { withHistory } from '../../sample-history.ts';

const map = (report = sampleReport(), owner?: string): string => addressMap(report, worklistOf(report), owner).text;

describe('addressMap', () => {
  test('draws each finding with its severity as word, colour and shape', () => {
    expect(map()).toContain('<title>10.20.0.5: critical</title><rect class="m-cell fill-critical"');
    expect(map()).toContain('<title>10.20.0.40: info</title>');
    expect(map().match(/<g transform/g)).toHaveLength(8);
  });

  test('shows what was left out, and what was not wholly tested', () => {
    expect(map()).toMatch(/<path class="m-left-out" d="M\d+ \d+h10v10h-10z"\/><path fill="url\(#cross\)"/);
    expect(map()).not.toContain('class="m-untested" d=');
    expect(map(partialReport())).toContain('<path class="m-untested" d=');
    expect(map(partialReport())).not.toContain('<path class="m-tested" d=');
    expect(map(partialReport())).toContain('255 authorised, 43.9 % tested, 1 left out, 2 findings');
  });

  test('says the same in words', () => {
    expect(map()).toContain(
      'aria-label="Map of 10.20.0.0/24: cells by worst finding: 2 critical, 1 high, 1 medium, 1 low, 3 info.',
    );
    expect(map()).toContain('<li><code>10.20.0.5</code>: critical</li>');
    expect(map()).toContain('Left out, wholly or in part: <code>10.20.0.53</code>.');
    expect(map(emptyReport())).toContain('Map of 10.20.0.0/24: no finding.');
    expect(map(emptyReport())).toContain('<p>No finding.</p>');
  });

  test('says of every place which network it is', () => {
    const tips = (report = sampleReport()): string[] => map(report).match(/(?<=m-tip"[^>]*><title>)[^<]+/g) ?? [];
    expect(tips()).toHaveLength(256);
    expect(tips()).toContain('10.20.0.53: left out');
    expect(tips(estateReport())).toContain('10.20.0.0 to 10.20.0.3: tested');
    expect(tips(estateReport())).toContain('192.168.7.0: outside the ranges');
  });

  test('puts the worst network first, and leaves none out without a word', () => {
    const report = estateReport();
    expect([...map(report).matchAll(/Map of (\S+):/g)].map(([, name]) => name)).toEqual([
      '10.20.0.0/22',
      '10.64.0.0/16',
      '192.168.7.0/24',
    ]);
    const [range] = report.scope.ranges;
    for (let i = 0; i < 20 && range !== undefined; i += 1)
      report.scope.ranges.push({ ...range, text: `172.16.${2 * i}.0/24` });
    expect(map(report).match(/<figure/g)).toHaveLength(8);
    expect(map(report)).toContain('15 more networks are not drawn: nothing was found in them.');
  });

  test('says what is found in the networks that are not drawn', () => {
    const report = sampleReport(
      Array.from({ length: 20 }, (_, i) =>
        sampleFinding(`172.16.${2 * i}.1`, { verdict: i < 8 ? 'engine-open-plaintext' : 'engine-authz-denied' }),
      ),
    );
    const [range] = report.scope.ranges;
    if (range === undefined) throw new Error('no range');
    report.scope.ranges = report.findings.map((_, i) => ({ ...range, text: `172.16.${2 * i}.0/24` }));
    expect(map(report)).toContain('12 more networks are not drawn, with 12 findings in them, the worst high');
  });

  test('draws a silent engine hollow, and what is accepted grey', () => {
    const report = withHistory();
    const text = map(report);
    expect(text).toContain(
      '<title>10.20.0.102: critical, not seen again</title><rect class="m-cell m-silent critical"',
    );
    expect(text).toContain('hollow: not seen again, unproven</li>');
    expect(text).toMatch(/<title>[^<]+: accepted or declared<\/title><rect class="m-cell m-settled/);
    expect(text).toContain('grey: accepted or declared</li>');
    expect(text).toContain('1 of them not seen again');
    expect(text).toContain('(1 not seen again)');
    expect(text).not.toContain('10.20.0.101: critical');
  });

  test('stays small however much was found', () => {
    const report = largeReport(100_000);
    const [range] = report.scope.ranges;
    if (range !== undefined) range.text = '10.0.0.0/8';
    expect(map(report).length).toBeLessThan(1_000_000);
  });

  test('is left out where no range can be drawn', () => {
    const report = sampleReport();
    report.scope.ranges = [];
    expect(map(report)).toBe('');
  });

  test('does not call another owner’s addresses excluded', () => {
    expect(map(sampleReport(), 'platform')).toContain('excluded, or another owner’s');
  });
});
