import { describe, expect, test } from 'vitest';
import { glance as renderGlance } from '../../../../src/report/people/html/glance.ts';
import { worklistOf } from '../../../../src/report/view/worklist.ts';
import { emptyReport, sampleReport } from '../../sample.ts';
import { withHistory } from '../../sample-history.ts';

const glance = (report = sampleReport()) => renderGlance(report, worklistOf(report));

describe('glance', () => {
  test('counts by severity', () => {
    const numbers = [...glance(sampleReport()).text.matchAll(/<b>(\d+)<\/b><span>/g)].map(([, n]) => n);
    expect(numbers).toEqual(['2', '2', '1', '0', '0', '4']);
  });

  test('counts by lifecycle, or says that nothing was compared', () => {
    expect(glance(withHistory()).text).toMatch(/reopened<\/span> <a href="#moved"><b>1<\/b><\/a>/);
    expect(glance(withHistory()).text).toContain('<a href="#overdue"><b>1</b> overdue</a>');
    expect(glance(sampleReport()).text).toContain('not compared with earlier ones');
  });

  test('has a tile for silent engines, which are counted with their severity too', () => {
    const { text } = glance(withHistory());
    expect(text).toContain('<b>1</b><span>unverified</span>');
    expect(text).toMatch(/<b>3<\/b><span><svg[^>]*>.*?<\/svg>critical<\/span>/);
    expect(text).toContain('The unverified ones are counted with their severity too');
    expect(glance(sampleReport()).text).not.toContain('unverified');
  });

  test('counts what is accepted or declared beside, and orders nothing done about it', () => {
    const report = withHistory();
    report.findings = report.findings.map((finding) => ({ ...finding, declared: 'decoy' as const }));
    Object.assign(report.history ?? {}, { absent: [] });
    const { text } = glance(report);
    expect(text).toContain('Not counted above: <a href="#settled">');
    expect(text).toContain('declared decoys, as declared');
    expect(text).not.toContain('What to do first');
    expect(text.match(/<b>0<\/b><span>/g)).toHaveLength(6);
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
