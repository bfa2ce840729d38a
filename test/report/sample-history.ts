/** The sample report as it stands against earlier runs. */

import type { Acceptance, Finding, Lifecycle } from '../../src/domain/finding.ts';
import { LIFECYCLES } from '../../src/domain/finding.ts';
import type { History, TrendPoint } from '../../src/domain/history.ts';
import type { Report } from '../../src/domain/report.ts';
import { sampleFinding, sampleReport } from './sample.ts';

const STANDINGS: readonly [Lifecycle, Partial<NonNullable<Finding['standing']>>][] = [
  ['persisting', { daysOpen: 37, openSince: '2026-01-23T02:00:00.000Z', due: '2026-02-06', overdue: true }],
  ['new', { daysOpen: 0, due: '2026-03-08' }],
  [
    'changed',
    { daysOpen: 12, openSince: '2026-02-17T02:00:00.000Z', due: '2026-03-19', changes: ['version 5.4.1 -> 5.4.2'] },
  ],
  ['reopened', { daysOpen: 0, due: '2026-03-31' }],
  ['accepted', { daysOpen: 60, openSince: '2025-12-31T02:00:00.000Z' }],
];

function acceptance(findingId: string, until: string): Acceptance {
  return {
    findingId,
    reason: 'Replaced with the new cluster in spring',
    owner: 'platform',
    until,
    by: 'ciso@example.org',
    at: '2026-01-05T10:00:00.000Z',
  };
}

export function sampleTrend(runs: number): TrendPoint[] {
  return Array.from({ length: runs }, (_, i) => ({
    run: `run-${i}`,
    at: new Date(Date.UTC(2026, 2, 1, 2) - (runs - 1 - i) * 7 * 86_400_000).toISOString(),
    severities: {
      critical: Math.max(2, 9 - i),
      high: Math.max(2, 6 - Math.floor(i / 2)),
      medium: 1 + (i % 3),
      low: 1 + (i % 2),
      info: 3 + (i % 4),
    },
    opened: (i * 5) % 4,
    resolved: (i * 3) % 5,
    meanDaysToClose: i % 5 === 0 ? null : 24 - i * 1.5,
  }));
}

/** `report` with a history: every lifecycle, overdue and accepted findings, and what is gone. */
export function withHistory(report: Report = sampleReport()): Report {
  const findings = report.findings.map((finding, i): Finding => {
    const [lifecycle, change]: (typeof STANDINGS)[number] = STANDINGS[i] ?? ['persisting', { daysOpen: 20 }];
    const accepted = lifecycle === 'accepted' ? acceptance(finding.id, '2026-03-09') : null;
    const openSince = finding.lastSeen;
    const standing = {
      changes: [],
      openSince,
      daysOpen: 0,
      due: null,
      overdue: false,
      acceptance: accepted,
      ...change,
    };
    return { ...finding, lifecycle, standing, firstSeen: standing.openSince };
  });
  const gone = (address: string, lifecycle: Lifecycle): Finding => ({
    ...sampleFinding(address, { verdict: 'engine-open-plaintext', product: 'docker' }),
    lifecycle,
    standing: {
      changes: lifecycle === 'resolved' ? ['refuses connections'] : ['no answer since'],
      openSince: '2026-01-11T02:00:00.000Z',
      daysOpen: 49,
      due: null,
      overdue: false,
      acceptance: null,
    },
  });
  const absent = [gone('10.20.0.101', 'resolved'), gone('10.20.0.102', 'unverified')];
  const counts = Object.fromEntries(
    LIFECYCLES.map((word) => [word, [...findings, ...absent].filter(({ lifecycle }) => lifecycle === word).length]),
  ) as History['counts'];
  const history: History = {
    previous: { run: '20260222T020000Z-11aa22', at: '2026-02-22T02:04:00.000Z' },
    absent,
    counts,
    overdue: findings.filter(({ standing }) => standing?.overdue === true).length,
    acceptances: {
      expired: [acceptance('f-10.20.0.5-2375', '2026-02-28')],
      unmatched: [acceptance('f-10.20.0.200-2375', '2026-06-30')],
      expiring: [acceptance('f-10.20.0.30-2375', '2026-03-09')],
    },
    trend: sampleTrend(12),
  };
  return { ...report, findings, history };
}
