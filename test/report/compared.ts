/** The sample report as it is after a comparison with earlier runs: every lifecycle, an acceptance, what is gone. */

import type { Acceptance, Finding, Lifecycle, Standing } from '../../src/domain/finding.ts';
import { LIFECYCLES } from '../../src/domain/finding.ts';
import type { History } from '../../src/domain/history.ts';
import type { Report } from '../../src/domain/report.ts';
import { hostileReport, sampleFinding, sampleReport } from './sample.ts';

const ACCEPTANCE: Acceptance = {
  findingId: 'f-10.20.0.9-2376',
  reason: 'Moves behind the VPN in May',
  owner: 'ci@example.org',
  until: '2026-05-31',
  by: 'ciso@example.org',
  at: '2026-02-01T09:00:00.000Z',
};

const HTTP = {
  version: '1.1',
  status: 200,
  reason: 'OK',
  contentType: 'application/json',
  server: 'Docker/27.0.3 (linux)',
  date: 'Sun, 01 Mar 2026 02:00:07 GMT',
};

function standing(change: Partial<Standing> = {}): Standing {
  const openSince = '2026-02-20T02:00:00.000Z';
  return { changes: [], openSince, daysOpen: 9, due: '2026-02-27', overdue: true, acceptance: null, ...change };
}

const KNOWN: readonly [Lifecycle, Standing][] = [
  ['persisting', standing()],
  ['new', standing({ openSince: '2026-03-01T02:00:07.120Z', daysOpen: 0, due: '2026-03-08', overdue: false })],
  ['changed', standing({ changes: ['version 5.4.1 -> 5.4.2'], due: null, overdue: false })],
  ['accepted', standing({ acceptance: ACCEPTANCE, overdue: false })],
  ['reopened', standing({ overdue: false })],
];

function absentFinding(address: string, lifecycle: Lifecycle): Finding {
  const before = { firstSeen: '2026-02-10T02:00:00.000Z', lastSeen: '2026-02-28T02:00:05.000Z' };
  const change = { verdict: 'engine-open-plaintext', product: 'docker', runId: '20260228T020000Z-a1b2c3' } as const;
  return {
    ...sampleFinding(address, change),
    ...before,
    lifecycle,
    standing: standing({ openSince: before.firstSeen }),
  };
}

export function comparedReport(): Report {
  const report = sampleReport();
  report.findings = report.findings.map((finding, i) => {
    const [lifecycle, known] = KNOWN[i] ?? ['persisting', standing({ due: null, overdue: false })];
    const firstSeen = lifecycle === 'new' ? finding.firstSeen : known.openSince;
    return { ...finding, lifecycle, standing: known, firstSeen, ...(i < 3 && { http: HTTP }) };
  });
  report.history = historyOf(report, [
    absentFinding('10.20.0.88', 'unverified'),
    absentFinding('fd00:20::99', 'resolved'),
  ]);
  return report;
}

function historyOf({ run, findings }: Report, absent: Finding[]): History {
  const all = [...findings, ...absent];
  const of = (word: Lifecycle): [Lifecycle, number] => [word, all.filter(({ lifecycle }) => lifecycle === word).length];
  return {
    previous: { run: '20260228T020000Z-a1b2c3', at: '2026-02-28T02:03:00.000Z' },
    absent,
    counts: Object.fromEntries(LIFECYCLES.map(of)) as Record<Lifecycle, number>,
    overdue: all.filter((finding) => finding.standing?.overdue).length,
    acceptances: { expired: [], unmatched: [], expiring: [ACCEPTANCE] },
    trend: [
      { run: run.id, at: run.finishedAt, severities: run.severities, opened: 2, resolved: 1, meanDaysToClose: 18 },
    ],
  };
}

/** What `hostileReport` does, history included; times and addresses stay what they are where readers need them. */
export function hostileCompared(text: string): Report {
  const report = comparedReport();
  const hostile = hostileReport(text, report);
  const absent = hostileReport(text, { ...report, findings: report.history?.absent ?? [] }).findings;
  return { ...hostile, history: historyOf(hostile, absent) };
}

/** The same with real addresses, which is as hostile as a report can become: the sweep knows whom it asked. */
export function hostileAnswers(text: string): Report {
  const report = comparedReport();
  const hostile = hostileCompared(text);
  const addresses = report.findings.map(({ address }) => address);
  hostile.findings = hostile.findings.map((finding, i) => ({ ...finding, address: addresses[i] ?? '10.0.0.1' }));
  return hostile;
}
