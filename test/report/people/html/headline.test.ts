import { describe, expect, test } from 'vitest';
import { glance, headline } from '../../../../src/report/people/html/headline.ts';
import { emptyReport, partialReport, sampleReport } from '../../sample.ts';
import { withHistory } from '../../sample-history.ts';

const head = (report = sampleReport(), owner?: string): string => headline(report, owner).text;

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
});

describe('glance', () => {
  test('counts by severity', () => {
    const numbers = [...glance(sampleReport()).text.matchAll(/<b>(\d+)<\/b><span>/g)].map(([, n]) => n);
    expect(numbers).toEqual(['2', '2', '1', '1', '3']);
  });

  test('counts by lifecycle, or says that nothing was compared', () => {
    expect(glance(withHistory()).text).toMatch(/reopened<\/span> <b>1<\/b>/);
    expect(glance(withHistory()).text).toContain('<b>1</b> overdue');
    expect(glance(sampleReport()).text).toContain('not compared with earlier ones');
  });

  test('says what to do first, and for whom', () => {
    const { text } = glance(sampleReport());
    expect(text).toContain(
      '<b>Engine open to everyone, without TLS</b> <span class="quiet">2 endpoints, 2 owners</span>',
    );
    expect(text).toContain('Block the port at the network edge now');
    expect(glance(emptyReport()).text).not.toContain('What to do first');
  });
});
