/** Findings, exposures and rows, for the tests of this folder. */

import type { EngineFacts } from '../../src/domain/engine.ts';
import { exposureId, type Finding } from '../../src/domain/finding.ts';
import type { Severity, Verdict } from '../../src/domain/verdicts.ts';
import { fingerprintOf } from '../../src/history/fingerprint.ts';
import type { KnownFinding } from '../../src/history/known-finding.ts';
import type { Spell } from '../../src/history/life.ts';
import { endpointKey, type RunView, type WatchedState } from '../../src/history/observe.ts';
import type { RowOf } from '../../src/history/tables.ts';

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

export const EARLIER = '2026-02-01T00:00:00.000Z';

/** An exposure that opened on `EARLIER`, last seen as a finding. */
export function spellOf(change: Partial<Spell> = {}, finding?: Finding): Spell {
  const last = finding ?? findingOf('engine-open-plaintext', { firstSeen: EARLIER, lastSeen: EARLIER });
  const { verdict, severity, product, engine, owner } = last;
  return {
    ...{ id: exposureId(last.id, EARLIER), state: 'open', how: null, opened: EARLIER, closed: null },
    ...{ verdict, severity, product, version: engine?.version ?? '', owner, inScope: true, order: 1 },
    ...{ quiet: null, neighbours: null, sighting: () => last },
    ...change,
  };
}

/** An endpoint that history knows by its last answer. */
export function knownOf(last: Finding, change: Partial<KnownFinding> = {}): KnownFinding {
  const { id, address, port } = last;
  return {
    ...{ id, address, port, firstSeen: EARLIER, since: EARLIER, order: 1, answers: true },
    ...{ fingerprint: fingerprintOf(last), lifecycle: 'persisting', declared: null, spell: undefined },
    isSpellLast: change.spell?.state === 'open',
    ...{ named: { here: true, elsewhere: false }, earlier: undefined, last: () => last },
    ...change,
  };
}

export const CLOSED: WatchedState = { state: 'closed', reason: 'ECONNREFUSED' };
export const SILENT: WatchedState = { state: 'filtered', reason: 'timeout' };

/** A whole run of a scope that holds every address. */
export function viewOf(
  findings: readonly Finding[],
  watched: Readonly<Record<string, WatchedState>> = {},
  change: Partial<RunView> = {},
): RunView {
  return {
    findings: new Map(findings.map((finding) => [finding.id, finding])),
    watched: new Map(Object.entries(watched).map(([address, state]) => [endpointKey(address, 2375), state])),
    ...{ isInScope: () => true, isNamed: () => true, rangeOf: () => undefined, audit: true, part: false },
    ...{ neighboursOf: () => undefined, answers: findings.length + 1, resumptionsOf: () => 0 },
    ...change,
  };
}

/** A row of the table `runs`. */
export function runRow(change: Partial<RowOf<'runs'>> = {}): RowOf<'runs'> {
  return {
    ...{ id: 'r1', purpose: 'audit', vantage: 'default', started_at: EARLIER, finished_at: EARLIER },
    ...{ outcome: 'finished', shard: '1/1', digest: 'sha256:0', endpoints: 4, tested: 4 },
    ...{
      critical: 1,
      high: 0,
      medium: 0,
      low: 0,
      info: 0,
      opened: 1,
      resolved: 0,
      mean_days_to_close: null,
      by_silence: 0,
    },
    ...{ scope: null, whole: true },
    ...change,
  };
}

/** A row of the table `findings`: an endpoint that answers as an open engine. */
export function findingRow(last_run: number, change: Partial<RowOf<'findings'>> = {}): RowOf<'findings'> {
  return {
    ...{ id: 'f1', address: '127.0.0.9', port: 2375, vantage: 'default', owner: 'platform', range: '127.0.0.0/24' },
    ...{
      lifecycle: 'new',
      verdict: 'engine-open-plaintext',
      severity: 'critical',
      product: 'docker',
      version: '20.10.5',
    },
    ...{ first_seen: EARLIER, last_seen: EARLIER, since: EARLIER, declared: null, last_run },
    ...{ exposure: null, answers: true, fingerprint: 'x', last_order: 1, look: null, seen_run: last_run },
    ...change,
  };
}

/** A row of the table `exposures`: one that is open. */
export function exposureRow(finding: number, change: Partial<RowOf<'exposures'>> = {}): RowOf<'exposures'> {
  return {
    ...{ id: 'e1', finding, state: 'open', how: null, opened: EARLIER, closed: null, in_scope: true },
    ...{ owner: 'platform', verdict: 'engine-open-plaintext', severity: 'critical', product: 'docker' },
    ...{ version: '20.10.5', last_seen: EARLIER, seen_run: null, last_order: 1, quiet: null },
    ...{ tested: null, answered: null, sighting: null },
    ...change,
  };
}
