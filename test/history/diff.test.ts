import { expect, it } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import { diffRuns } from '../../src/history/diff.ts';
import { sampleReport } from '../report/sample.ts';
import { engineOf, findingOf } from './samples.ts';

const at = (address: string, change: Partial<Finding> = {}): Finding =>
  findingOf('engine-open-plaintext', { id: address, address, ...change });
const reportOf = (findings: Finding[], run: Partial<ReturnType<typeof sampleReport>['run']> = {}) => {
  const report = sampleReport();
  return { ...report, findings, run: { ...report.run, ...run } };
};

it('sorts findings into appeared, changed, gone and the same', () => {
  const before = reportOf([at('127.0.0.1'), at('127.0.0.2'), at('127.0.0.3')]);
  const after = reportOf([at('127.0.0.1'), at('127.0.0.2', { engine: engineOf('27.0.3') }), at('127.0.0.4')]);
  const { appeared, changed, gone, same, warnings } = diffRuns(before, after, []);
  expect(appeared.map(({ address }) => address)).toEqual(['127.0.0.4']);
  expect(changed.map(({ finding, changes }) => [finding.address, changes])).toEqual([
    ['127.0.0.2', ['version: 20.10.5 → 27.0.3']],
  ]);
  expect(gone.map(({ finding }) => finding.address)).toEqual(['127.0.0.3']);
  expect([same, warnings]).toEqual([1, []]);
});

it.each([
  ['closed', 'closed (r)'],
  ['filtered', 'no answer (r): not seen is not fixed'],
  ['unreachable', 'no answer (r): not seen is not fixed'],
  ['not-tested', 'not tested (r)'],
  [undefined, 'gave no finding; the later run did not keep why'],
] as const)('says of a finding that is gone what the later run saw: %s', (state, word) => {
  const watched = state === undefined ? [] : [{ address: '127.0.0.3', port: 2375, state, reason: 'r' }];
  const { gone } = diffRuns(reportOf([at('127.0.0.3')]), reportOf([]), watched);
  expect(gone.map((one) => one.word)).toEqual([word]);
});

it('warns of runs that are hard to compare', () => {
  const before = reportOf([], { vantage: 'outside' });
  const after = reportOf([], { outcome: 'partial', id: 'later' });
  expect(diffRuns(before, after, []).warnings).toEqual([
    expect.stringContaining('they saw from different places (outside,'),
    'later is partial: what it did not test is unknown',
  ]);
});
