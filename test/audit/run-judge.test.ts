import { describe, expect, it } from 'vitest';
import { explanationsOf, RunJudge, withHistory } from '../../src/audit/run-judge.ts';
import { RunFold } from '../../src/journal/run-fold.ts';
import { probeAt, startLine } from '../helpers/journal.ts';

function judged(positions: readonly number[]): ReturnType<RunJudge['finish']> {
  const start = startLine();
  const [fold, judge] = [new RunFold(start), new RunJudge(start)];
  for (const position of positions)
    if (fold.apply({ kind: 'probe', probe: probeAt(position) })) judge.add(probeAt(position));
  return judge.finish('folder', fold.state());
}

describe('a judged run', () => {
  it('has a finding for each probe, in the order of addresses, and counts them', () => {
    const { folder, report, history } = judged([4, 0, 2]);
    expect(folder).toBe('folder');
    expect(report.findings.map(({ address }) => address)).toEqual(['127.0.0.0', '127.0.0.1', '127.0.0.2']);
    expect(report.run).toMatchObject({ probes: { done: 3, faulted: 0 }, severities: { medium: 3 } });
    expect(history).toBeUndefined();
  });

  it('explains what its findings name', () => {
    const { report } = judged([0]);
    expect(report.explanations).toEqual(explanationsOf(report.findings));
    expect(Object.keys(report.explanations)).toEqual(['inconclusive']);
  });

  it('says where an endpoint was asked briefly', () => {
    const judge = new RunJudge(startLine());
    expect(judge.add(probeAt(0, { brief: true })).notes.join()).toContain('asked once and briefly');
    expect(judge.add(probeAt(4, { untested: true })).notes.join()).toContain('not asked with all tries');
    expect(judge.add(probeAt(5, { withheld: true })).notes.join()).toContain(
      'finite-field Diffie-Hellman, as the budget',
    );
    expect(judge.add(probeAt(2)).notes.join()).not.toMatch(/briefly|Diffie/);
  });

  it('refuses a probe of a range that the scope does not have', () => {
    expect(() => new RunJudge(startLine()).add(probeAt(1, { range: 9 }))).toThrow('names range 9');
  });
});

it('gives each finding what history says of it, and leaves the run as it was', () => {
  const { report } = judged([0, 2]);
  const [first, second] = report.findings;
  const history = {
    previous: null,
    absent: [],
    counts: { new: 1, persisting: 0, changed: 0, reopened: 0, resolved: 0, unverified: 0, accepted: 0 },
    overdue: 0,
    acceptances: { expired: [], unmatched: [], expiring: [] },
    trend: [],
  };
  const entries = { [first?.id ?? '']: { lifecycle: 'new' as const, firstSeen: '2026-01-01T00:00:00.000Z' } };
  const compared = withHistory(report, { entries, history });
  expect(compared.findings[0]).toMatchObject({ lifecycle: 'new', firstSeen: '2026-01-01T00:00:00.000Z' });
  expect(compared.findings[1]).toEqual(second);
  expect(compared.history).toBe(history);
  expect(report.findings[0]?.lifecycle).toBeNull();
});
