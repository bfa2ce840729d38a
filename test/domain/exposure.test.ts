/** Open work: every state of a finding, seen in this run or not, against what it counts as. */

import { describe, expect, it } from 'vitest';
import {
  countWork,
  evidenceOf,
  exposureStateOf,
  FAIL_WHEN,
  type FailWhen,
  hasWorkFrom,
  isAccepted,
  isExposed,
  isOpenWork,
  isOverdue,
  isSettled,
  openWorkOf,
  rowOfStored,
  rowsOf,
  WORK_STATES,
  type WorkState,
  workOfStored,
} from '../../src/domain/exposure.ts';
import {
  type Acceptance,
  EXPOSURE_STATES,
  type ExposureState,
  type Finding,
  type Lifecycle,
  type Standing,
} from '../../src/domain/finding.ts';
import type { FindingState, History, StoredFinding } from '../../src/domain/history.ts';
import type { Report } from '../../src/domain/report.ts';
import { SEVERITIES, type Severity } from '../../src/domain/verdicts.ts';
import { type Change, storedOf } from '../helpers/stored.ts';
import { findingOf } from '../history/samples.ts';

const ACCEPTANCE: Acceptance = { findingId: 'f1', reason: 'r', owner: 'o', until: '2027-01-01', by: 'b', at: 'a' };
const STANDING: Standing = {
  changes: [],
  openSince: '2026-02-01T00:00:00.000Z',
  daysOpen: 28,
  due: '2026-02-08',
  overdue: true,
  acceptance: null,
};
const ACCEPTED: Standing = { ...STANDING, overdue: false, acceptance: ACCEPTANCE };

function reportOf(findings: Finding[], absent: Finding[] = [], broken: string[] = []): Report {
  const history = {
    absent,
    broken: broken.map((findingId) => ({ findingId, address: '', port: 0, is: 'decoy', what: '' })),
  } as unknown as History;
  return { findings, history } as unknown as Report;
}

const seen = (lifecycle: Lifecycle | null, change: Partial<Finding> = {}): Finding =>
  findingOf(change.verdict ?? 'engine-open-plaintext', { lifecycle, standing: STANDING, ...change });

const SEEN: readonly [what: string, finding: Finding, work: WorkState][] = [
  ['a run without history', seen(null), 'open'],
  ['new', seen('new'), 'open'],
  ['persisting', seen('persisting'), 'open'],
  ['changed', seen('changed'), 'open'],
  ['reopened', seen('reopened'), 'open'],
  ['accepted', seen('accepted', { standing: ACCEPTED }), 'accepted'],
  ['accepted, of a report without standing', findingOf('engine-open-tls', { lifecycle: 'accepted' }), 'accepted'],
  ['a declared decoy', seen('persisting', { declared: 'decoy' }), 'declared'],
  ['declared mTLS', seen('persisting', { verdict: 'engine-mtls', declared: 'mtls' }), 'declared'],
  ['something that nobody could judge', seen('new', { verdict: 'inconclusive' }), 'open'],
  ['credentials in plain text', seen('new', { verdict: 'auth-required', severity: 'medium' }), 'open'],
  ['credentials in TLS', seen('new', { verdict: 'auth-required' }), 'informational'],
  ['a client certificate', seen('new', { verdict: 'engine-mtls' }), 'informational'],
  ['something else where an engine was', seen('resolved', { verdict: 'other-service' }), 'closed'],
];

const ABSENT: readonly [what: string, finding: Finding, work: WorkState][] = [
  ['an engine that fell silent', seen('unverified'), 'unverified'],
  ['an accepted engine that fell silent', seen('unverified', { standing: ACCEPTED }), 'accepted'],
  ['a declared decoy that fell silent', seen('unverified', { declared: 'decoy' }), 'declared'],
  ['a riddle that fell silent', seen('unverified', { verdict: 'inconclusive' }), 'informational'],
  ['closed', seen('resolved'), 'closed'],
  ['out of scope', seen(null), 'left-scope'],
];

const STORED: readonly [
  what: string,
  state: FindingState,
  finding: Finding,
  work: WorkState,
  change?: Partial<StoredFinding>,
][] = [
  ['an engine', 'open', seen('persisting'), 'open'],
  ['an engine that fell silent', 'unverified', seen('unverified'), 'unverified'],
  ['an engine that the last run did not reach', 'open', seen('unverified'), 'unverified'],
  ['closed', 'resolved', seen('resolved'), 'closed'],
  ['closed, and accepted before', 'resolved', seen('resolved', { standing: ACCEPTED }), 'closed'],
  ['guarded since the last run', 'open', seen('resolved', { verdict: 'engine-mtls' }), 'closed'],
  ['out of scope', 'out-of-scope', seen('persisting'), 'left-scope'],
  ['accepted', 'open', seen('accepted', { standing: ACCEPTED }), 'accepted'],
  ['accepted, and silent', 'unverified', seen('unverified', { standing: ACCEPTED }), 'accepted'],
  ['a declared decoy', 'open', seen('persisting', { declared: 'decoy' }), 'declared'],
  ['a declared decoy that fell silent', 'unverified', seen('unverified', { declared: 'decoy' }), 'declared'],
  [
    'another service for a decoy',
    'open',
    seen('persisting', { verdict: 'other-service' }),
    'open',
    { broken: 'decoy' },
  ],
  ['an answer that nobody could judge', 'open', seen('new', { verdict: 'inconclusive' }), 'open'],
  ['the same, silent', 'unverified', seen('unverified', { verdict: 'inconclusive' }), 'informational'],
  ['another service', 'open', seen('persisting', { verdict: 'other-service' }), 'informational'],
];

describe('the place of a finding among the work', () => {
  it.each(SEEN)('%s', (_, finding, work) => {
    expect(rowsOf(reportOf([finding]))).toEqual([{ finding, work, seen: true }]);
  });

  it.each(ABSENT)('not seen in this run: %s', (_, finding, work) => {
    expect(rowsOf(reportOf([], [finding]))).toEqual([{ finding, work, seen: false }]);
  });

  it.each(STORED)('stored between runs: %s', (_, state, finding, work, change) => {
    const stored = { state, lastRun: 'r1', finding: { standing: STANDING, ...finding }, ...change };
    expect(workOfStored(stored)).toBe(work);
  });

  it.each(['resolved', 'unverified', 'changed'] as const)(
    'is open where a declared endpoint answers as another: %s',
    (lifecycle) => {
      const other = seen(lifecycle, { verdict: 'other-service' });
      expect(rowsOf(reportOf([other], [], [other.id]))[0]?.work).toBe('open');
    },
  );

  it('is open where an endpoint answers as something else than it is declared', () => {
    const nginx = seen('changed', { verdict: 'other-service' });
    expect(rowsOf(reportOf([nginx], [], [nginx.id]))[0]).toMatchObject({
      work: 'open',
      broken: { findingId: nginx.id },
    });
  });

  it('has every word', () => {
    expect(new Set([...SEEN, ...ABSENT].map(([, , work]) => work))).toEqual(new Set(WORK_STATES));
  });
});

describe('open work', () => {
  const silent = seen('unverified', { id: 'f2', address: '127.0.0.8' });
  const low = seen('new', {
    id: 'f3',
    verdict: 'inconclusive',
    severity: 'medium',
    standing: { ...STANDING, overdue: false },
  });
  const accepted = seen('accepted', { id: 'f4', standing: { ...ACCEPTED, overdue: true } });
  const report = reportOf(
    [seen('new', { address: '127.0.0.10' }), low, accepted],
    [silent, seen('resolved', { id: 'f5' })],
  );

  it('is what answers and what fell silent, worst first, then by address', () => {
    expect(openWorkOf(report).map(({ finding, seen }) => [finding.address, finding.severity, seen])).toEqual([
      ['127.0.0.8', 'critical', false],
      ['127.0.0.10', 'critical', true],
      ['127.0.0.9', 'medium', true],
    ]);
    expect(rowsOf(report).filter(isOpenWork)).toEqual(openWorkOf(report));
    expect(
      rowsOf(report)
        .filter(isSettled)
        .map(({ finding }) => finding.id),
    ).toEqual(['f4']);
  });

  it('is counted by severity, with what is overdue of it', () => {
    expect(countWork(rowsOf(report))).toEqual({
      states: { open: 2, unverified: 1, accepted: 1, declared: 0, closed: 1, 'left-scope': 0, informational: 0 },
      severities: { critical: 2, high: 0, medium: 1, low: 0, info: 0 },
      open: 3,
      overdue: 2,
    });
    expect(rowsOf(report).filter(isOverdue)).toHaveLength(2);
  });

  it('fails a run from a severity up, silent or not', () => {
    const quiet = rowsOf(reportOf([], [silent]));
    expect(hasWorkFrom(quiet, 'critical')).toBe(true);
    expect(hasWorkFrom(quiet, 'none')).toBe(false);
    expect(hasWorkFrom(rowsOf(reportOf([low])), 'high')).toBe(false);
    expect(hasWorkFrom(rowsOf(reportOf([accepted])), 'info')).toBe(false);
  });

  it('fails a run by all of it, by what is new, or by what is overdue', () => {
    const failing = (work: Parameters<typeof reportOf>, isNew: boolean) =>
      FAIL_WHEN.filter((when) => hasWorkFrom(rowsOf(reportOf(...work)), 'medium', when, () => isNew));
    const told: [work: Parameters<typeof reportOf>, isNew: boolean, when: FailWhen[]][] = [
      [[[low]], true, ['open', 'new']],
      [[[low]], false, ['open']],
      [[[], [silent]], false, ['open', 'overdue']],
      [[[], [silent]], true, ['open', 'new', 'overdue']],
      [[[accepted]], true, []],
      [[[], [seen('resolved', { id: 'f5' })]], true, []],
    ];
    for (const [work, isNew, when] of told) expect(failing(work, isNew)).toEqual(when);
    expect(new Set(FAIL_WHEN)).toEqual(new Set(told.flatMap(([, , when]) => when)));
    expect(hasWorkFrom(rowsOf(reportOf([low])), 'high', 'new')).toBe(false);
  });
});

it('takes a service without a name for no proof', () => {
  expect(evidenceOf({ verdict: 'other-service', severity: 'info', product: '' })).toBe('unclear');
  expect(evidenceOf({ verdict: 'other-service', severity: 'info', product: 'redis' })).toBe('other');
  expect(evidenceOf({ verdict: 'engine-open-tls', severity: 'critical', product: '' })).toBe('exposed');
});

it('takes a control plane for exposed where its answer proves something high, and for named otherwise', () => {
  const evidence = (severity: Severity) => evidenceOf({ verdict: 'control-plane-open', severity, product: 'etcd' });
  expect(SEVERITIES.map(evidence)).toEqual(['exposed', 'exposed', 'other', 'other', 'other']);
  expect(isExposed({ verdict: 'control-plane-open', severity: 'high' })).toBe(true);
  expect(isExposed({ verdict: 'control-plane-open', severity: 'medium' })).toBe(false);
});

it('takes an acceptance for one, whatever the lifecycle says', () => {
  expect(isAccepted(seen('unverified', { standing: ACCEPTED }))).toBe(true);
  expect(isAccepted(seen('persisting'))).toBe(false);
});

it('names the state of an exposure, settled or not, and of nothing else', () => {
  const guarded = { verdict: 'engine-mtls', severity: 'info' } as const;
  const states = rowsOf(
    reportOf(
      [
        seen('persisting', { id: 'open' }),
        seen('accepted', { id: 'accepted', standing: ACCEPTED }),
        seen('persisting', { id: 'decoy', declared: 'decoy' }),
        seen('persisting', { id: 'guarded', ...guarded }),
        seen('resolved', { id: 'replaced', ...guarded }),
        seen('unverified', { id: 'unclear', verdict: 'forbidden', severity: 'low' }),
      ],
      [
        seen('unverified', { id: 'silent' }),
        seen('resolved', { id: 'closed' }),
        seen('resolved', { id: 'closed service', ...guarded }),
        seen('unverified', { id: 'silent service', ...guarded }),
        seen('persisting', { id: 'left', lifecycle: null }),
      ],
    ),
  ).map((row) => [row.finding.id, exposureStateOf(row)] as const);
  expect(Object.fromEntries(states)).toEqual({
    open: 'open',
    accepted: 'open',
    decoy: 'open',
    guarded: null,
    replaced: 'closed',
    unclear: 'unverified',
    silent: 'unverified',
    closed: 'closed',
    'closed service': null,
    'silent service': null,
    left: null,
  });
  expect(new Set(EXPOSURE_STATES)).toEqual(new Set(states.flatMap(([, state]) => state ?? [])));
});

it('takes the state of an exposure that is known, whatever answers now', () => {
  const stateOf = (state: ExposureState, stored: Change = {}) =>
    exposureStateOf(rowOfStored(storedOf('10.0.0.1', { exposure: { state }, ...stored })));
  for (const state of EXPOSURE_STATES) expect(stateOf(state, { finding: { verdict: 'engine-mtls' } })).toBe(state);
  expect(stateOf('open', { state: 'out-of-scope' })).toBeNull();
});
