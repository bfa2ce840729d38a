import MarkdownIt from 'markdown-it';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../../src/domain/report.ts';
import { renderMarkdown } from '../../../src/report/people/markdown.ts';
import { expectGolden } from '../golden.ts';
import { emptyReport, HOSTILE_TEXTS, hostileReport, largeReport, partialReport, sampleReport } from '../sample.ts';
import { withHistory } from '../sample-history.ts';

const render = (report: Report = sampleReport()): string => [...renderMarkdown(report)].join('');
/** The most that a platform does: HTML lets through, links what looks like one. */
const toHtml = (text: string): string => new MarkdownIt({ html: true, linkify: true, typographer: true }).render(text);

const MARKUP = [
  '[x](javascript:alert(1))',
  '![x](http://127.0.0.1:1/x.png)',
  '<img src=x onerror=alert(1)>',
  '| a | b |',
  '`code` ``more``',
  '**bold** _em_ ~~gone~~',
  '@everyone @channel @here',
  'see #12, GH-12, org/repo#12',
  'http://evil.example/ www.evil.example ftp://evil.example',
  '\n# heading\n\n- item\n\n```\nfence\n',
  '&lt;b&gt; &#64;all',
  'trailing backslash \\',
  '[ref]: http://evil.example',
  ':smile: $x^2$ ==mark==',
];

describe('renderMarkdown', () => {
  test('renders a run, and a compared run, as the golden files have them', () => {
    expectGolden('summary.md', render());
    expectGolden('summary-history.md', render(withHistory()));
  });

  test('is what a platform makes a table, a list and headings of', () => {
    const html = toHtml(render(withHistory()));
    expect(html.match(/<table>/g)).toHaveLength(3);
    expect(html.match(/<tr>/g)).toHaveLength(3 + 1 + 6 + 1);
    expect(html).toContain('<td><code>10.20.0.5:2375</code></td>');
    expect(html).toContain('<strong>overdue since <code>2026-02-06</code></strong>');
    expect(html.match(/<ol>/g)).toHaveLength(1);
  });

  test('lists silent engines as work, and what is accepted apart at the end', () => {
    const text = render(withHistory());
    const [work = '', settled = ''] = text.split('## Accepted and declared: not in the counts above');
    expect(work).toMatch(/\| critical \| `10\.20\.0\.102:2375` \|.*silent, last seen/);
    expect(settled).toMatch(/\| `10\.20\.0\.\d+:\d+` \|.*accepted, 60 days, until `2026-03-09`/);
    expect(work).toContain('Not counted above: 1 accepted.');
  });

  test('names what is not as declared, and bounds the list', () => {
    const report = withHistory();
    const broken = { findingId: 'f', address: '10.20.0.7', port: 2375, is: 'mtls' as const, what: 'closed' };
    Object.assign(report.history ?? {}, { broken: Array.from({ length: 30 }, () => broken) });
    expect(render(report)).toContain('- **Not as declared:** `10.20.0.7:2375` is declared mTLS, and closed');
    expect(render(report)).toContain('- and 10 more of 30');
  });

  test('warns of a partial run, and does not call an empty one clean', () => {
    expect(render(partialReport())).toContain('**This run is partial** (interrupted, something failed on the way).');
    expect(render(partialReport())).toContain('- not tested, `EMFILE`: 6');
    expect(render(emptyReport())).toContain('**No exposed engine found in what was tested.**');
  });

  test('fits into a message, however much was found', () => {
    const text = render(largeReport(100_000));
    expect(text).toContain('more: see `findings.csv`.');
    expect(text.length).toBeLessThan(8000);
  });

  test.each([...HOSTILE_TEXTS, ...MARKUP].map((hostile) => [JSON.stringify(hostile.slice(0, 40)), hostile]))(
    'is harmless with %s everywhere',
    (_, hostile) => {
      const shape = (text: string): string[] =>
        toHtml(text).match(/<\/?(?!strong|code|a )[a-z][a-z0-9]*(?: [a-z]+="[^"]*")*>/g) ?? [];
      const whole = hostileReport(hostile, withHistory());
      // What comes from outside is never linked, and nothing leaves its place.
      const { explanations } = sampleReport();
      const html = toHtml(render({ ...whole, explanations }));
      expect(shape(render({ ...whole, explanations }))).toEqual(
        shape(render({ ...hostileReport('plain', withHistory()), explanations })),
      );
      expect(html).not.toMatch(/<(?!\/?(?:h1|h2|p|strong|code|table|thead|tbody|tr|th|td|ul|ol|li)\b)/);
      expect(html.replace(/<code>.*?<\/code>/gs, '')).not.toMatch(/@\w|#\d|GH-\d|:\/\/|www\./);
      // Texts of ours may be linked; marks they are not.
      expect(toHtml(render(whole))).not.toMatch(
        /<(?!\/?(?:h1|h2|p|strong|code|table|thead|tbody|tr|th|td|ul|ol|li|a)\b)/,
      );
      expect(toHtml(render(whole))).not.toMatch(/href="(?!https?:|mailto:|ftp:)/);
      expect(render(whole).length).toBeLessThan(60_000);
    },
  );
});
