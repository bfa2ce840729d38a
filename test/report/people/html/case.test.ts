import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../../src/domain/finding.ts';
import { caseBlock } from '../../../../src/report/people/html/case.ts';
import { groupByCase } from '../../../../src/report/view/groups.ts';
import { worklistOf } from '../../../../src/report/view/worklist.ts';
import { sampleFinding, sampleReport } from '../../sample.ts';
import { withHistory } from '../../sample-history.ts';

const blocks = (report = sampleReport()): string[] =>
  groupByCase(worklistOf(report).findings, report.explanations).map((group) =>
    [...caseBlock(group, 'platform')].map(({ text }) => text).join(''),
  );
const blockOf = (finding: Finding): string => blocks(sampleReport([finding])).join('');

describe('caseBlock', () => {
  test('says once what was proved, what follows, what was not tested, and the steps', () => {
    const [block = ''] = blocks();
    for (const text of [
      '<h5>What was proved</h5>',
      'Whoever reaches the port can start containers.',
      'No other path was asked.',
      'Remove the listener.',
    ])
      expect(block.split(text), text).toHaveLength(2);
    expect(block).toContain(
      '<a href="https://cwe.mitre.org/data/definitions/306.html" rel="noreferrer noopener">CWE-306</a>',
    );
    expect(block).toContain('<b>CIS Docker 1.6.0 2.7</b>');
    expect(block.match(/<tbody/g)).toHaveLength(2);
  });

  test('gives each endpoint its own check', () => {
    const [block = ''] = blocks();
    expect(block).toContain('http://10.20.0.5:2375/version');
    expect(block).toContain('http://10.20.0.77:2375/version');
    expect(block).toContain('ss -ltnp &#39;sport = :2375&#39;');
  });

  test('folds away what is only for information', () => {
    expect(blockOf(sampleFinding('10.0.0.1', { verdict: 'engine-mtls' }))).toMatch(/^<details class="case info-case">/);
    expect(blockOf(sampleFinding('10.0.0.1', { verdict: 'inconclusive' }))).toMatch(/^<div class="case">/);
  });

  test('tells kinds with the same title apart', () => {
    expect(blocks().join('')).toContain('<span class="qualifier">rootless</span>');
  });

  test('says how a finding stands', () => {
    const all = blocks(withHistory()).join('');
    expect(all).toContain('<b class="overdue">overdue since <span class="date">2026-02-06</span></b>');
    expect(all).toContain('<span class="quiet date">due 2026-03-19</span>');
    expect(all).toContain('since today');
    expect(blocks().join('')).toContain('seen 2026-03-01');
  });

  test('shows the certificate, and that it ended', () => {
    const tls = sampleReport().findings.find(({ verdict }) => verdict === 'engine-mtls')?.tls;
    const finding = sampleFinding('10.0.0.1', { verdict: 'engine-open-tls', transport: 'tls', ...(tls && { tls }) });
    expect(blockOf(finding)).toContain('CN=build-7 <span class="quiet">until 2027-01-01</span>');
    expect(blockOf({ ...finding, lastSeen: '2027-02-01T00:00:00.000Z' })).toContain('<b>expired 2027-01-01</b>');
    const { tls: _, ...without } = finding;
    expect(blockOf(without)).toContain('none seen');
  });

  test('makes no link of what is not one', () => {
    const report = sampleReport([sampleFinding('10.0.0.1', { verdict: 'inconclusive' })]);
    for (const url of [
      'javascript:alert(1)',
      'http://x.example',
      'https://x.example/"onclick="x',
      'data:text/html,x',
    ]) {
      const explanation = report.explanations.inconclusive;
      if (explanation !== undefined) explanation.references = [{ id: 'ID', title: 'T', url }];
      expect(blocks(report).join(''), url).toContain('<b>ID</b> T');
      expect(blocks(report).join(''), url).not.toContain('<a ');
    }
  });

  test('does without an explanation', () => {
    expect(blocks({ ...sampleReport(), explanations: {} })[0]).toContain('<span>engine-open-plaintext</span>');
  });
});
