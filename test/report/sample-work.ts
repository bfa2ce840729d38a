/** A report with one finding for each way in which it can stand with the people who must act, each at an address of its own. */

import type { Acceptance, Finding, Standing } from '../../src/domain/finding.ts';
import type { BrokenDeclaration } from '../../src/domain/history.ts';
import type { Report } from '../../src/domain/report.ts';
import type { KnownEndpoint } from '../../src/domain/scope.ts';
import { comparedReport } from './compared.ts';
import { sampleFinding, sampleReport } from './sample.ts';

export const CASES = {
  new: '10.20.0.1',
  persisting: '10.20.0.2',
  overdue: '10.20.0.3',
  silent: '10.20.0.4',
  silentOverdue: '10.20.0.5',
  accepted: '10.20.0.6',
  acceptedSilent: '10.20.0.7',
  decoy: '10.20.0.8',
  decoySilent: '10.20.0.9',
  mtls: '10.20.0.10',
  broken: '10.20.0.11',
  medium: '10.20.0.12',
  closed: '10.20.0.13',
  replaced: '10.20.0.14',
  leftScope: '10.20.0.15',
  silentService: '10.20.0.16',
} as const;

export type Case = keyof typeof CASES;

/** What `countWork` must say of it. */
export const COUNTS = { open: 7, overdue: 2, unverified: 2, accepted: 2, declared: 3, fromHigh: 5 } as const;

const EXPOSED = { verdict: 'engine-open-plaintext', product: 'docker' } as const;
const SILENT = ['no answer (timeout): not seen is not fixed'];
const PREVIOUS = '20260228T020000Z-a1b2c3';

export function caseOf(address: string): Case {
  const found = Object.entries(CASES).find(([, known]) => known === address);
  if (found === undefined) throw new Error(`no case at ${address}`);
  // The keys of the object above.
  return found[0] as Case;
}

function standing(change: Partial<Standing> = {}): Standing {
  const openSince = '2026-02-20T02:00:00.000Z';
  return { changes: [], openSince, daysOpen: 9, due: '2026-03-22', overdue: false, acceptance: null, ...change };
}

function acceptanceOf(word: Case): Acceptance {
  return {
    findingId: `f-${CASES[word]}-2375`,
    reason: 'Moves behind the VPN in May',
    owner: 'ci@example.org',
    until: '2026-05-31',
    by: 'ciso@example.org',
    at: '2026-02-01T09:00:00.000Z',
  };
}

function known(word: Case, is: KnownEndpoint['is']): KnownEndpoint {
  return { address: CASES[word], port: 2375, is, reason: 'honeypot of the SOC', file: 'targets/office.yaml', line: 9 };
}

function seen(word: Case, change: Partial<Finding>): Finding {
  return sampleFinding(CASES[word], {
    ...EXPOSED,
    firstSeen: '2026-02-20T02:00:00.000Z',
    standing: standing(),
    ...change,
  });
}

function absent(word: Case, change: Partial<Finding>): Finding {
  const last = { lastSeen: '2026-02-28T02:00:05.000Z', runId: PREVIOUS, lifecycle: 'unverified' } as const;
  return seen(word, { ...last, standing: standing({ changes: SILENT }), ...change });
}

const LATE = { due: '2026-02-27', overdue: true };
const GUARDED = { verdict: 'engine-mtls', severity: 'info', explanation: 'engine-mtls' } as const;

export function workReport(): Report {
  const findings = [
    seen('new', { lifecycle: 'new', standing: standing({ daysOpen: 0 }) }),
    seen('persisting', { lifecycle: 'persisting' }),
    seen('overdue', { lifecycle: 'persisting', standing: standing(LATE) }),
    seen('accepted', { lifecycle: 'accepted', standing: standing({ acceptance: acceptanceOf('accepted') }) }),
    seen('decoy', { lifecycle: 'persisting', declared: 'decoy' }),
    seen('mtls', { ...GUARDED, lifecycle: 'persisting', declared: 'mtls' }),
    seen('broken', { verdict: 'forbidden', severity: 'low', explanation: 'forbidden', lifecycle: 'changed' }),
    seen('medium', {
      verdict: 'inconclusive',
      severity: 'medium',
      explanation: 'inconclusive',
      product: '',
      lifecycle: 'persisting',
    }),
    seen('replaced', { ...GUARDED, lifecycle: 'resolved' }),
  ];
  const gone = [
    absent('silent', {}),
    absent('silentOverdue', { standing: standing({ changes: SILENT, ...LATE }) }),
    absent('acceptedSilent', { standing: standing({ changes: SILENT, acceptance: acceptanceOf('acceptedSilent') }) }),
    absent('decoySilent', { declared: 'decoy' }),
    absent('closed', {
      lifecycle: 'resolved',
      standing: standing({ changes: ['closed: the connection was refused'] }),
    }),
    absent('leftScope', { lifecycle: null }),
    absent('silentService', { verdict: 'auth-required', severity: 'low', explanation: 'auth-required' }),
  ];
  const report = sampleReport(findings);
  const history = comparedReport().history;
  if (history === undefined) throw new Error('the compared report has a history');
  const broken: BrokenDeclaration = {
    findingId: `f-${CASES.broken}-2375`,
    address: CASES.broken,
    port: 2375,
    is: 'decoy',
    what: 'answers as forbidden, not as an engine',
  };
  report.scope.known = [
    known('decoy', 'decoy'),
    known('decoySilent', 'decoy'),
    known('mtls', 'mtls'),
    known('broken', 'decoy'),
  ];
  return { ...report, history: { ...history, absent: gone, broken: [broken], overdue: 2 } };
}
