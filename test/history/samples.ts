/** Findings and earlier lives of them, for the tests of this folder. */

import type { EngineFacts } from '../../src/domain/engine.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { Severity, Verdict } from '../../src/domain/verdicts.ts';
import type { Past } from '../../src/history/lifecycle.ts';

const SEVERITY: Partial<Record<Verdict, Severity>> = {
  'engine-open-plaintext': 'critical',
  'engine-open-tls': 'critical',
  'engine-open-proxied': 'critical',
  'engine-filtered': 'high',
  inconclusive: 'medium',
  'auth-required': 'low',
};

export function engineOf(version: string): EngineFacts {
  return {
    product: 'docker',
    version,
    apiVersion: '1.41',
    minApiVersion: '1.12',
    os: 'linux',
    arch: 'amd64',
    platform: '',
    gitCommit: '',
    goVersion: '',
    kernelVersion: '',
    buildTime: '',
    rootless: false,
    components: [],
    other: {},
  };
}

export function findingOf(verdict: Verdict, change: Partial<Finding> = {}): Finding {
  const engine = verdict.startsWith('engine-open') ? engineOf('20.10.5') : undefined;
  return {
    id: 'f1',
    lifecycle: null,
    address: '127.0.0.9',
    port: 2375,
    owner: 'platform',
    contact: 'platform@localhost',
    tags: [],
    range: '127.0.0.0/24',
    reference: 'T-1',
    firstSeen: '2026-03-01T00:00:00.000Z',
    lastSeen: '2026-03-01T00:00:00.000Z',
    vantage: 'default',
    runId: 'r1',
    verdict,
    severity: SEVERITY[verdict] ?? 'info',
    // A named product: a service without a name proves nothing.
    product: engine !== undefined ? 'docker' : verdict === 'other-service' ? 'registry' : '',
    qualifiers: [],
    transport: 'plain',
    evidence: 'seen',
    notes: [],
    explanation: verdict,
    ...(engine && { engine }),
    ...change,
  };
}

const EARLIER = '2026-02-01T00:00:00.000Z';

export function pastOf(state: Past['state'], verdict: Verdict, change: Partial<Past> = {}): Past {
  const exposed = verdict.startsWith('engine-open');
  return {
    state,
    inScope: true,
    exposed,
    everExposed: exposed,
    silentRuns: 0,
    firstSeen: EARLIER,
    openSince: EARLIER,
    resolvedAt: state === 'resolved' ? EARLIER : null,
    last: findingOf(verdict, { firstSeen: EARLIER, lastSeen: EARLIER }),
    ...change,
  };
}
