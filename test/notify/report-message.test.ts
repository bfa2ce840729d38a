import { describe, expect, it } from 'vitest';
import type { Finding, Lifecycle, Standing } from '../../src/domain/finding.ts';
import type { History } from '../../src/domain/history.ts';
import type { Report } from '../../src/domain/report.ts';
import { type MessageOptions, messageFor } from '../../src/notify/report-message.ts';
import { sampleFinding, sampleReport } from '../report/sample.ts';

const CHANGES: MessageOptions = { when: 'changes', from: 'high' };
const RUN = '20260301T020000Z-4f1a2b';
const BEFORE = '20260228T020000Z-000000';

const LATE: Standing = {
  changes: [],
  openSince: '2026-02-01T02:00:00.000Z',
  daysOpen: 28,
  due: '2026-02-08',
  overdue: true,
  acceptance: null,
};

function found(address: string, lifecycle: Lifecycle | null, more: Partial<Finding> = {}): Finding {
  return sampleFinding(address, { verdict: 'engine-open-plaintext', product: 'docker', lifecycle, ...more });
}

function history(absent: Finding[] = []): History {
  return {
    previous: { run: BEFORE, at: '2026-02-28T02:00:00.000Z' },
    absent,
    counts: { new: 0, persisting: 0, changed: 0, reopened: 0, resolved: 0, unverified: 0, accepted: 0 },
    overdue: 0,
    acceptances: { expired: [], unmatched: [], expiring: [] },
    trend: [],
  };
}

function reportOf(findings: Finding[], compared?: History, outcome: 'finished' | 'partial' = 'finished'): Report {
  const { history: _, ...report } = sampleReport();
  const run = { ...report.run, outcome, reasons: outcome === 'partial' ? (['out-of-time'] as const) : [] };
  return { ...report, run: { ...run, reasons: [...run.reasons] }, findings, ...(compared && { history: compared }) };
}

describe('changes', () => {
  it('are what is new, changed, reopened, closed or silent since the last run, and nothing else', () => {
    const findings = [
      found('10.0.0.1', 'new'),
      found('10.0.0.2', 'persisting', { standing: LATE }),
      found('10.0.0.3', 'changed'),
      found('10.0.0.4', 'reopened'),
      found('10.0.0.5', 'accepted'),
      found('10.0.0.6', 'new', { severity: 'info' }),
      found('10.0.0.7', 'new', { declared: 'decoy' }),
      found('10.0.0.8', 'resolved', { verdict: 'engine-mtls', severity: 'info' }),
    ];
    const absent = [
      found('10.0.1.1', 'resolved', { runId: BEFORE }),
      found('10.0.1.2', 'unverified', { runId: BEFORE, standing: LATE }),
      found('10.0.1.3', 'unverified', { runId: '20260201T020000Z-000000' }),
      found('10.0.1.4', 'persisting', { runId: BEFORE }),
    ];
    const message = messageFor(reportOf(findings, history(absent)), CHANGES);
    expect(message?.findings.map(({ change, address }) => `${change} ${address}`)).toEqual([
      'new 10.0.0.1',
      'reopened 10.0.0.4',
      'changed 10.0.0.3',
      'resolved 10.0.1.1',
      'unverified 10.0.1.2',
      'resolved 10.0.0.8',
    ]);
    expect(message).toMatchObject({
      event: 'changes',
      title: 'Seawall: 1 new, 1 changed, 1 reopened, 2 resolved, 1 unverified',
      omitted: 0,
    });
    expect(message?.facts).toContainEqual(['Overdue', '2']);
    // Also what was told to be silent before.
    expect(message?.facts).toContainEqual(['Open', '7 critical, 1 info']);
    expect(message?.facts).toContainEqual(['Of them not seen in this run', '3']);
  });

  it('are not told where there are none', () => {
    expect(messageFor(reportOf([found('10.0.0.2', 'persisting')], history()), CHANGES)).toBeUndefined();
    expect(messageFor(reportOf([]), CHANGES)).toBeUndefined();
  });

  it('are not known without history: what was found is told', () => {
    const message = messageFor(
      reportOf([found('10.0.0.1', null), found('10.0.0.2', null, { severity: 'low' })]),
      CHANGES,
    );
    expect(message?.title).toBe('Seawall: 1 found');
    expect(message?.facts).toContainEqual(['Compared', 'not with earlier runs: what is new is not known']);
  });

  it('are listed up to a limit', () => {
    const many = Array.from({ length: 33 }, (_, i) => found(`10.0.0.${i}`, 'new'));
    const message = messageFor(reportOf(many, history()), CHANGES);
    expect(message).toMatchObject({ omitted: 13, title: 'Seawall: 33 new' });
    expect(message?.findings).toHaveLength(20);
    expect(message?.facts).toContainEqual(['Not listed here', '13 more; see the report']);
  });
});

it('tells findings, or always, where that is wanted', () => {
  const open = reportOf([found('10.0.0.2', 'persisting')], history());
  expect(messageFor(open, { ...CHANGES, when: 'findings' })).toMatchObject({
    event: 'findings',
    title: 'Seawall: 1 persisting',
  });
  const clean = reportOf([], history());
  expect(messageFor(clean, { ...CHANGES, when: 'findings' })).toBeUndefined();
  expect(messageFor(clean, { ...CHANGES, when: 'always' })).toMatchObject({
    event: 'clean',
    title: 'Seawall: finished, nothing to tell',
    findings: [],
  });
});

it('never calls a run clean without saying what is still open, seen or not', () => {
  const silent = found('10.0.1.3', 'unverified', { runId: '20260201T020000Z-000000' });
  const message = messageFor(reportOf([], history([silent])), { ...CHANGES, when: 'always' });
  expect(message).toMatchObject({
    event: 'clean',
    title: 'Seawall: finished, nothing to tell; 1 still open',
    findings: [],
  });
  expect(message?.facts).toContainEqual(['Open', '1 critical']);
});

it('tells nothing of what is accepted or as declared, silent or not', () => {
  const settled = [found('10.0.0.5', 'accepted', { standing: LATE }), found('10.0.0.7', 'new', { declared: 'decoy' })];
  const absent = [found('10.0.1.5', 'unverified', { runId: BEFORE, declared: 'decoy' })];
  const report = reportOf(settled, history(absent));
  expect(messageFor(report, CHANGES)).toBeUndefined();
  const message = messageFor(report, { ...CHANGES, when: 'always' });
  expect(message?.title).toBe('Seawall: finished, nothing to tell');
  expect(message?.facts).toEqual(
    expect.arrayContaining([
      ['Open', 'nothing'],
      ['Overdue', '0'],
    ]),
  );
});

it.each(['changes', 'findings', 'always'] as const)(
  'tells what a partial run found, and that it was one (%s)',
  (when) => {
    const findings = [found('10.0.0.1', 'new'), found('10.0.0.2', 'persisting')];
    const message = messageFor(reportOf(findings, history(), 'partial'), { ...CHANGES, when });
    expect(message).toMatchObject({
      event: 'partial',
      title: 'Seawall: partial run (out-of-time), 1 new',
      findings: [{ address: '10.0.0.1' }],
      run: { id: RUN },
    });
    expect(message?.facts).toContainEqual(['Partial', 'out-of-time']);
  },
);

it('repeats nothing that a host sent', () => {
  const hostile = '<!channel> [x](https://evil.example)';
  const engine = { version: hostile, apiVersion: hostile } as NonNullable<Finding['engine']>;
  const message = messageFor(
    reportOf([found('10.0.0.1', 'new', { evidence: hostile, notes: [hostile], engine })], history()),
    CHANGES,
  );
  expect(JSON.stringify(message)).not.toContain('evil');
});

it('tells of a declared endpoint that is no longer what it was declared to be, and not in its words', () => {
  const broken = [{ findingId: 'f1', address: 'fd00::9', port: 2375, is: 'decoy', what: '<script>' }] as const;
  const report = reportOf([], { ...history(), broken: [...broken] });
  const message = messageFor(report, { when: 'changes', from: 'high' });
  expect(message).toMatchObject({ event: 'changes', title: 'Seawall: 1 not as declared', findings: [] });
  expect(message?.facts).toContainEqual(["Declared 'decoy', and no longer so", '[fd00::9]:2375']);
  expect(JSON.stringify(message)).not.toContain('script');
});
