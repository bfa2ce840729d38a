import MarkdownIt from 'markdown-it';
import { describe, expect, test } from 'vitest';
import { renderRemediation } from '../../../src/report/people/owner-remediation.ts';
import { HOSTILE_TEXTS, hostileReport, sampleReport } from '../sample.ts';

const render = (report = sampleReport()): string => [...renderRemediation(report)].join('');

describe('renderRemediation', () => {
  test('has each kind once, with its steps, its endpoints and a check', () => {
    const text = render();
    expect(text.match(/^## /gm)).toHaveLength(7);
    expect(text).toContain('## critical: Engine open to everyone, without TLS');
    expect(text).toContain('1. Close the port at the edge.\n2. Write down what runs');
    expect(text).toContain('### 2 endpoints');
    expect(text).toContain("`curl -g --max-time 10 'http://10.20.0.5:2375/version'`");
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
