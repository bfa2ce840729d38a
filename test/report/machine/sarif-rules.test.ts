import { describe, expect, test } from 'vitest';
import type { Explanation } from '../../../src/domain/explanation.ts';
import type { Report } from '../../../src/domain/report.ts';
import { SEVERITIES } from '../../../src/domain/verdicts.ts';
import { rulesOf as rulesOfRows } from '../../../src/report/machine/sarif-rules.ts';
import { livingRows } from '../../../src/report/view/facts.ts';
import { sampleExplanation, sampleFinding, sampleReport } from '../sample.ts';

const rulesOf = (report: Report) => rulesOfRows(report, livingRows(report));

function ruleOf(change: Partial<Explanation>): Record<string, unknown> & { properties: Record<string, unknown> } {
  const report = sampleReport([sampleFinding('10.0.0.1', { verdict: 'inconclusive' })]);
  report.explanations = { inconclusive: { ...sampleExplanation('inconclusive', 'medium', 'Title', 'Do'), ...change } };
  const [rule] = rulesOf(report);
  return { ...rule, properties: rule?.properties as Record<string, unknown> };
}

describe('rulesOf', () => {
  test('gives one rule per explanation, sorted, without the name of a host', () => {
    const rules = rulesOf(sampleReport());
    expect(rules.map(({ id, name }) => [id, name])).toEqual([
      ['auth-required', 'AuthRequired'],
      ['engine-authz-denied', 'EngineAuthzDenied'],
      ['engine-mtls', 'EngineMtls'],
      ['engine-open-plaintext', 'EngineOpenPlaintext'],
      ['engine-open-plaintext/rootless', 'EngineOpenPlaintextRootless'],
      ['inconclusive', undefined],
      ['other-service', 'OtherService'],
    ]);
    expect(JSON.stringify(rules)).not.toMatch(/10\.20\.0|fd00/);
  });

  test('does not depend on the order of the findings', () => {
    const report = sampleReport();
    expect(rulesOf({ ...report, findings: [...report.findings].reverse() })).toEqual(rulesOf(report));
  });

  test.each([
    ['critical', 9, 10],
    ['high', 7, 8.9],
    ['medium', 4, 6.9],
    ['low', 0.1, 3.9],
    ['info', 0, 0],
  ] as const)('keeps the score of %s where its readers look for that severity', (severity, least, most) => {
    for (const score of [0, 0.1, 3.9, 4, 6.9, 7, 8.9, 9, 10]) {
      const shown = Number(ruleOf({ severity, cvss: { vector: '', score } }).properties['security-severity']);
      expect(shown).toBeGreaterThanOrEqual(least);
      expect(shown).toBeLessThanOrEqual(most);
      if (score >= least && score <= most) expect(shown).toBe(score);
    }
  });

  test('has a level and a score for every severity, with a CVSS score and without', () => {
    for (const severity of SEVERITIES) {
      const { cvss: _, ...bare } = sampleExplanation('inconclusive', severity, 't', 's');
      const report = sampleReport([sampleFinding('10.0.0.1', { verdict: 'inconclusive' })]);
      report.explanations = { inconclusive: bare };
      expect(rulesOf(report)[0]?.properties).toMatchObject({ 'security-severity': expect.stringMatching(/^\d\.\d$/) });
    }
  });

  test('has at most 20 tags, the CWE among them in the form that GitHub reads', () => {
    const references = Array.from({ length: 40 }, (_, i) => ({ id: `T${i}`, title: '' }));
    const tags = ruleOf({ references: [...references, { id: 'CWE-306', title: '' }] }).properties.tags;
    expect(tags).toHaveLength(20);
    expect(tags).toContain('external/cwe/cwe-306');
  });

  test.each(['javascript:alert(1)', 'http://example.org', 'https://a b', 'https://x"y', ''])(
    'does not link %j',
    (url) => {
      expect(ruleOf({ references: [{ id: 'X', title: '', url }] }).helpUri).toBeUndefined();
    },
  );

  test('says something in every text, also where the explanation does not', () => {
    const nothing = { title: '', meaning: '', proved: '', follows: '', notTested: '', summary: '', remediation: [] };
    const text = { text: 'inconclusive' };
    expect(ruleOf(nothing)).toMatchObject({ shortDescription: text, fullDescription: text, help: text });
  });
});
