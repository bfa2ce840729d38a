import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { renderHtml } from '../../../../src/report/people/html/page.ts';
import { expectGolden } from '../../golden.ts';
import { emptyReport, hostileReport, largeReport, sampleReport } from '../../sample.ts';
import { withHistory } from '../../sample-history.ts';

const render = (report = sampleReport(), owner?: string): string =>
  [...renderHtml(report, owner === undefined ? {} : { owner })].join('');
const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;

describe('renderHtml', () => {
  test('renders a compared report as the golden file has it', () => {
    expectGolden('report.html', render(withHistory()));
  });

  test('allows its own style and script, by their hashes, and nothing else', () => {
    const text = render();
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(text) ?? [];
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(text) ?? [];
    const [, script = ''] = /<script>(.*?)<\/script>/s.exec(text) ?? [];
    expect(policy.replaceAll('&#39;', "'")).toBe(
      `default-src 'none'; style-src '${hashOf(style)}'; script-src '${hashOf(script)}'; base-uri 'none'; form-action 'none'`,
    );
    expect(text).not.toMatch(/<(link|img|iframe|base|object|embed)\b|\ssrc=|\sstyle=|\son\w+=|@import|url\((?!#)/);
  });

  test('is complete with history and without', () => {
    for (const id of ['glance', 'map', 'findings', 'coverage', 'scope', 'run']) {
      for (const report of [sampleReport(), withHistory(), emptyReport()]) {
        expect(render(report)).toContain(`<section id="${id}"`);
        expect(render(report)).toContain(`href="#${id}"`);
      }
    }
    expect(render(withHistory())).toContain('<section id="changes"');
    expect(render()).not.toContain('#changes');
  });

  test('names no place twice', () => {
    const ids = [...render(withHistory()).matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('does not change with the text that hosts send, but for the text', () => {
    // Whether a certificate has expired is said in bold, and depends on the text of its date.
    const shape = (text: string): string[] => text.match(/<\/?(?!b>)[a-z][a-z0-9]*(?=[\s>])/g) ?? [];
    const plain = shape(render(hostileReport('plain', withHistory())));
    for (const text of [
      '</script><script>alert(1)</script>',
      '"><svg/onload=alert(1)>',
      "' onclick='x",
      '<!--',
      ']]>',
      '\0<b>',
    ])
      expect(shape(render(hostileReport(text, withHistory())))).toEqual(plain);
  });

  test('is bounded for 100,000 findings, in chunks', { timeout: 60_000 }, () => {
    const chunks = [...renderHtml(largeReport(100_000))];
    expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThan(3_000_000);
    expect(chunks.join('').length).toBeLessThan(8_000_000);
  });

  test('carries the owner of a part in its title', () => {
    expect(render(sampleReport(), 'R&D')).toContain('<title>Seawall: R&amp;D, 2026-03-01</title>');
  });
});
