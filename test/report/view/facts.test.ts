import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/domain/finding.ts';
import type { Severity } from '../../../src/domain/verdicts.ts';
import {
  acceptanceText,
  addressOf,
  cweOf,
  endpointText,
  evidenceText,
  explanationOf,
  isVerified,
  titleOf,
  unresolvedFindings,
} from '../../../src/report/view/facts.ts';
import { comparedReport } from '../compared.ts';
import { sampleExplanation, sampleFinding, sampleReport } from '../sample.ts';

const finding = sampleFinding('fd00::1', { verdict: 'inconclusive' });

describe('facts', () => {
  test('write endpoints with the brackets of IPv6, addresses without', () => {
    expect(endpointText(finding)).toBe('[fd00::1]:2375');
    expect(addressOf(finding)).toBe('fd00::1');
    expect(addressOf({ ...finding, address: '=1+1' })).toBeUndefined();
    expect(titleOf(sampleReport(), finding)).toBe('Answer not understood: [fd00::1]:2375');
  });

  test('explain a finding whose explanation is missing, also where its key is one of every object', () => {
    for (const explanation of ['gone', 'constructor', '__proto__']) {
      const found = explanationOf(sampleReport(), { ...finding, explanation });
      expect([found.title, found.severity]).toEqual(['inconclusive', 'medium']);
    }
  });

  test('end the evidence with the qualifiers, within the limit', () => {
    const long = { ...finding, evidence: 'e'.repeat(5000), qualifiers: ['suspected-decoy', 'intermittent'] } as const;
    expect(evidenceText({ ...long, qualifiers: [...long.qualifiers] })).toMatch(
      /^e{800,899}… \[suspected-decoy\] \[intermittent\]$/,
    );
  });

  test('count what was not seen among the unresolved, and what is resolved not', () => {
    const report = comparedReport();
    const absent = [...unresolvedFindings(report)].filter((finding) => !report.findings.includes(finding));
    expect(absent.map(({ address }) => address)).toEqual(['10.20.0.88']);
  });

  test('list the unresolved worst first, and lose none', () => {
    const of = (severity: Severity): Finding => ({ ...finding, severity, lifecycle: 'unverified' });
    const report = comparedReport();
    if (report.history !== undefined) report.history.absent = [of('info'), of('medium'), of('critical'), of('low')];
    const severities = [...unresolvedFindings(report)].map(({ severity }) => severity);
    expect(severities.map((severity) => severity[0]).join('')).toBe('ccchhmmlliiii');
    report.findings = [];
    expect([...unresolvedFindings(report)].map(({ severity }) => severity[0]).join('')).toBe('cmli');
  });

  test('vouch for what was seen only', () => {
    expect(isVerified(sampleFinding('10.0.0.1', { verdict: 'engine-open-tls' }))).toBe(true);
    expect(isVerified(finding)).toBe(false);
    const unseen = sampleFinding('10.0.0.1', { verdict: 'engine-open-tls', lifecycle: 'unverified' });
    expect(isVerified(unseen)).toBe(false);
    const decoy = sampleFinding('10.0.0.1', { verdict: 'engine-open-tls', qualifiers: ['suspected-decoy'] });
    expect(isVerified(decoy)).toBe(false);
  });

  test('find the number of a CWE', () => {
    const explanation = sampleExplanation('inconclusive', 'low', 't', 's');
    expect(cweOf(explanation)).toBe(306);
    expect(cweOf({ ...explanation, references: [{ id: 'CWE-x', title: '' }] })).toBeUndefined();
  });

  test('say of an acceptance without a record that there is one', () => {
    expect([acceptanceText(null), acceptanceText(undefined)]).toEqual(['accepted', 'accepted']);
  });
});
