import { describe, expect, test } from 'vitest';
import { headline } from '../../../../src/report/people/html/headline.ts';
import { worklistOf } from '../../../../src/report/view/worklist.ts';
import { emptyReport, partialReport, sampleReport } from '../../sample.ts';
import { withHistory } from '../../sample-history.ts';

const head = (report = sampleReport(), owner?: string): string => headline(report, worklistOf(report), owner).text;

describe('headline', () => {
  test('says it in one sentence, and what follows in the next', () => {
    expect(head()).toContain('<h1>3 engines answer without asking for credentials</h1>');
    expect(head()).toContain('Expect that whoever reaches them controls them. Suspected decoys among them: 1.');
    expect(head(emptyReport())).toContain('<h1>No exposed engine found in what was tested.</h1>');
  });

  test('does not call a run without tests clean', () => {
    const report = emptyReport();
    report.run.coverage = { endpoints: 510, tested: 0, percent: 0 };
    expect(head(report)).toContain('<h1>Nothing was tested</h1>');
    expect(head(report)).toContain('This says nothing about exposure.');
  });

  test('warns of a partial run', () => {
    expect(head(partialReport())).toMatch(
      /<strong>This run is partial<\/strong> \(interrupted, something failed on the way\): 43.9 %/,
    );
    expect(head()).not.toContain('partial');
  });

  test('names the owner of a part', () => {
    expect(head(sampleReport(), '<platform>')).toContain('<h1>For &lt;platform&gt;: 3 engines');
  });

  test('says that silent engines are not fixed, and never that nothing was found', () => {
    const report = withHistory(emptyReport());
    expect(head(report)).toContain('<h1>1 engine that was exposed has fallen silent</h1>');
    expect(head(report)).toContain('Not seen is not fixed.');
    expect(head(report)).not.toContain('No exposed engine found');
  });

  test('counts no engine that is accepted or declared', () => {
    const report = sampleReport();
    report.findings = report.findings.map((finding) => ({ ...finding, declared: 'decoy' as const }));
    expect(head(report)).toContain(
      '<h1>No exposed engine found in what was tested, beyond what is accepted or declared.</h1>',
    );
  });

  test('warns of broken declarations', () => {
    const report = withHistory();
    const broken = { findingId: 'f', address: '10.20.0.7', port: 2375, is: 'decoy' as const, what: 'no <answer>' };
    Object.assign(report.history ?? {}, { broken: [broken] });
    expect(head(report)).toContain('<strong>Not as declared: 1</strong>');
    expect(head(report)).toContain('<code>10.20.0.7:2375</code> is declared a decoy, and no &lt;answer&gt;');
    Object.assign(report.history ?? {}, { broken: Array.from({ length: 50 }, () => broken) });
    expect(head(report)).toContain('<strong>Not as declared: 20 of 50</strong>');
    expect(head(withHistory())).not.toContain('as declared');
  });
});
