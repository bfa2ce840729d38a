import MarkdownIt from 'markdown-it';
import { describe, expect, test } from 'vitest';
import { renderRemediation } from '../../../src/report/people/owner-remediation.ts';
import { emptyReport, HOSTILE_TEXTS, hostileReport, sampleReport } from '../sample.ts';
import { withHistory } from '../sample-history.ts';

const render = (report = sampleReport()): string => [...renderRemediation(report)].join('');

describe('renderRemediation', () => {
  test('has each kind once, with its steps, its endpoints and a check', () => {
    const text = render();
    expect(text.match(/^## /gm)).toHaveLength(4);
    expect(text).toContain('## critical: Engine open to everyone, without TLS');
    expect(text).toContain('1. Close the port at the edge.\n2. Write down what runs');
    expect(text).toContain('### 2 endpoints');
    expect(text).toContain("`curl -g --max-time 10 'http://10.20.0.5:2375/version'`");
  });

  test('has open work alone, silent engines included, and counts the rest', () => {
    const text = render(withHistory());
    expect(text).toMatch(
      /^# What to do\n\n5 endpoints to act on; 1 of them unverified: not seen is not fixed; \*\*1 overdue\*\*\./,
    );
    expect(text).toMatch(/- `10\.20\.0\.102:2375`, \*\*silent, last seen 2026/);
    expect(text).toMatch(/- `10\.20\.0\.5:2375`, \*\*overdue since 2026/);
    const accepted = withHistory().findings.find(({ lifecycle }) => lifecycle === 'accepted');
    expect(text).not.toContain(`\`${accepted?.address}:`);
    expect(text).toContain('Not listed above: 4 for information, 1 accepted, 1 closed.');
  });

  test('says that there is nothing to do, and what is not as declared', () => {
    const report = withHistory(emptyReport());
    Object.assign(report.history ?? {}, {
      absent: [],
      broken: [{ findingId: 'f', address: '10.20.0.7', port: 2375, is: 'decoy', what: 'closed' }],
    });
    expect(render(report)).toContain('Nothing to do: no open work in what was tested.');
    expect(render(report)).toContain('**Not as declared:** `10.20.0.7:2375` is declared a decoy, and closed');
  });

  test.each(HOSTILE_TEXTS.map((hostile) => [JSON.stringify(hostile.slice(0, 40)), hostile]))(
    'is harmless with %s everywhere',
    (_, hostile) => {
      const html = new MarkdownIt({ html: true, linkify: true }).render(
        render({ ...hostileReport(hostile), explanations: sampleReport().explanations }),
      );
      expect(html).not.toMatch(/<(?!\/?(?:h1|h2|h3|p|code|ul|ol|li)\b)/);
    },
  );
});
