import { describe, expect, test } from 'vitest';
import type { ReportRow } from '../../../src/domain/exposure.ts';
import type { Finding } from '../../../src/domain/finding.ts';
import { SEVERITIES } from '../../../src/domain/verdicts.ts';
import {
  acceptanceText,
  addressOf,
  brokenText,
  cweOf,
  declarationWord,
  endpointText,
  evidenceText,
  explanationOf,
  isVerified,
  livingRows,
  settledText,
  titleOf,
  unverifiedText,
  workTags,
} from '../../../src/report/view/facts.ts';
import { comparedReport } from '../compared.ts';
import { sampleExplanation, sampleFinding, sampleReport } from '../sample.ts';
import { CASES, caseOf, workReport } from '../sample-work.ts';

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

  test('list what answered and what fell silent, and nothing that is closed', () => {
    const report = comparedReport();
    const unseen = livingRows(report).filter(({ seen }) => !seen);
    expect(unseen.map(({ finding }) => finding.address)).toEqual(['10.20.0.88']);
    const listed = livingRows(workReport()).map(({ finding }) => caseOf(finding.address));
    const all = Object.keys(CASES).filter((word) => !['closed', 'leftScope', 'silentService'].includes(word));
    expect(listed.toSorted()).toEqual(all.toSorted());
  });

  test('list the worst first, seen or not', () => {
    const ranks = livingRows(workReport()).map(({ finding }) => SEVERITIES.indexOf(finding.severity));
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
  });

  test('vouch for what was seen only', () => {
    const rowOf = (change: Partial<Finding>, seen = true): ReportRow => ({
      finding: sampleFinding('10.0.0.1', { verdict: 'engine-open-tls', ...change }),
      work: seen ? 'open' : 'unverified',
      seen,
    });
    expect(isVerified(rowOf({}))).toBe(true);
    expect(isVerified(rowOf({ verdict: 'inconclusive' }))).toBe(false);
    expect(isVerified(rowOf({ lifecycle: 'unverified' }))).toBe(false);
    expect(isVerified(rowOf({}, false))).toBe(false);
    expect(isVerified(rowOf({ qualifiers: ['suspected-decoy'] }))).toBe(false);
  });

  test('say why a row is settled, and nothing of any other', () => {
    const report = workReport();
    const said = new Map(livingRows(report).map((row) => [caseOf(row.finding.address), settledText(report, row)]));
    expect(said.get('decoy')).toBe('honeypot of the SOC (declared as decoy in the scope file)');
    expect(said.get('accepted')).toBe('Moves behind the VPN in May (accepted by ci@example.org until 2026-05-31)');
    expect([said.get('new'), said.get('broken'), said.get('silent')]).toEqual([undefined, undefined, undefined]);
    // Where the scope has no reason, as in older runs.
    const older = { ...report, scope: { ...report.scope, known: [] } };
    const decoy = livingRows(older).find(({ work }) => work === 'declared');
    expect(decoy && settledText(older, decoy)).toBe('declared as decoy in the scope file');
  });

  test('mark broken declarations and what was not seen', () => {
    const rows = new Map(livingRows(workReport()).map((row) => [caseOf(row.finding.address), row]));
    const [broken, silent, kept] = [rows.get('broken'), rows.get('silent'), rows.get('decoySilent')];
    if (broken === undefined || silent === undefined || kept === undefined) throw new Error('a case is missing');
    expect([declarationWord(broken), declarationWord(kept), declarationWord(silent)]).toEqual([
      'decoy (broken)',
      'decoy',
      '',
    ]);
    expect(brokenText(broken)).toBe('declared as decoy, and no longer so: answers as forbidden, not as an engine');
    expect([brokenText(kept), unverifiedText(broken)]).toEqual([undefined, undefined]);
    expect(unverifiedText(silent)).toMatch(/^not seen in this run, and not known to be closed \(no answer/);
    expect([workTags(broken), workTags(kept), workTags(silent)]).toEqual([
      ['declaration-broken'],
      ['declared', 'declared-decoy', 'unverified'],
      ['unverified'],
    ]);
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
