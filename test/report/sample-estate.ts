/** A larger estate than the sample: several networks and owners, exclusions, a range that was not wholly tested. */

import type { StateCounts } from '../../src/domain/endpoint.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { Report } from '../../src/domain/report.ts';
import type { AuthorizedRange, Scope, Span } from '../../src/domain/scope.ts';
import type { Verdict } from '../../src/domain/verdicts.ts';
import { EXPLANATIONS, sampleFinding, sampleRun } from './sample.ts';

interface Part {
  text: string;
  owner: string;
  /** First and last addresses of its spans. */
  spans: [first: string, last: string, size: number][];
  untested: number;
}

const PARTS: readonly Part[] = [
  {
    text: '10.20.0.0/22',
    owner: 'platform',
    spans: [
      ['10.20.0.0', '10.20.1.127', 384],
      ['10.20.1.192', '10.20.3.255', 576],
    ],
    untested: 0,
  },
  { text: '10.64.0.0/16', owner: 'data science', spans: [['10.64.0.0', '10.64.255.255', 65_536]], untested: 0.18 },
  {
    text: '192.168.7.32-192.168.7.190',
    owner: 'continuous integration',
    spans: [['192.168.7.32', '192.168.7.190', 159]],
    untested: 0,
  },
];

const KINDS: readonly [verdict: Verdict, product: Finding['product'], version: string, weight: number][] = [
  ['engine-open-plaintext', 'docker', '20.10.24', 3],
  ['engine-open-plaintext', 'docker', '27.0.3', 2],
  ['engine-authz-denied', 'docker', '', 2],
  ['inconclusive', '', '', 2],
  ['auth-required', '', '', 2],
  ['engine-mtls', 'docker', '', 6],
  ['other-service', 'ssh', '', 5],
];

export function estateReport(): Report {
  const scope = estateScope();
  const random = sequence(7);
  const findings = [
    ...findingsIn('10.20', 4, 26, 'platform', '10.20.0.0/22', random),
    ...findingsIn('10.64', 256, 70, 'data science', '10.64.0.0/16', random),
    ...findingsIn('192.168.7', 1, 9, 'continuous integration', '192.168.7.32-192.168.7.190', random),
  ].sort((a, b) => RANK.indexOf(a.severity) - RANK.indexOf(b.severity));
  const run = sampleRun(findings);
  run.ranges = scope.ranges.map((range, i) => ({
    range: range.text,
    owner: range.owner,
    reference: 'SEC-1042',
    authorized: range.endpoints,
    states: statesOf(range, PARTS[i]?.untested ?? 0, findings),
  }));
  for (const state of ['open', 'closed', 'filtered', 'unreachable', 'not-tested'] as const)
    run.states[state] = run.ranges.reduce((sum, { states }) => sum + states[state], 0);
  const tested = scope.endpoints - run.states['not-tested'];
  run.coverage = { endpoints: scope.endpoints, tested, percent: (100 * tested) / scope.endpoints };
  run.notTested = { 'no-route': run.states['not-tested'] };
  run.scope = { ...run.scope, addresses: scope.addresses, endpoints: scope.endpoints, removals: scope.removals };
  run.probes = { done: run.states.open, faulted: 0 };
  const explanations = Object.fromEntries(EXPLANATIONS.map((explanation) => [explanation.key, explanation]));
  return { run, findings, explanations, scope };
}

const RANK = ['critical', 'high', 'medium', 'low', 'info'];

function estateScope(): Scope {
  const spans: Span[] = [];
  const ranges = PARTS.map(({ text, owner, spans: parts }, range): AuthorizedRange => {
    for (const [first, last, size] of parts) spans.push({ first, last, size, ports: [2375, 2376], range });
    const addresses = parts.reduce((sum, [, , size]) => sum + size, 0);
    const until = range === 1 ? '2026-03-20' : '2026-12-31';
    return {
      text,
      file: 'targets/office.yaml',
      line: 5 + range,
      owner,
      contact: `${owner.replaceAll(' ', '-')}@example.org`,
      tags: [],
      authorization: { by: 'ciso@example.org', reference: 'SEC-1042', from: '2026-01-01', until },
      addresses,
      endpoints: 2 * addresses,
    };
  });
  const addresses = ranges.reduce((sum, range) => sum + range.addresses, 0);
  return {
    digest: `sha256:${'0a'.repeat(32)}`,
    files: ['targets/office.yaml'],
    ranges,
    spans,
    removals: [{ reason: 'excluded', text: '10.20.1.128/26', addresses: 64 }],
    addresses,
    endpoints: 2 * addresses,
  };
}

function findingsIn(
  prefix: string,
  blocks: number,
  n: number,
  owner: string,
  range: string,
  random: () => number,
): Finding[] {
  const findings = new Map<string, Finding>();
  // Exposure comes in clusters.
  const centres = Array.from(
    { length: 3 },
    () => [Math.floor(random() * blocks), 40 + Math.floor(random() * 100)] as const,
  );
  while (findings.size < n) {
    const [block, host] = centres[Math.floor(random() * centres.length)] ?? [0, 40];
    const near = Math.max(0, Math.min(blocks - 1, block + Math.floor((random() ** 3 * blocks) / 3)));
    const address =
      prefix.split('.').length === 3
        ? `${prefix}.${host + Math.floor(random() * 30)}`
        : `${prefix}.${near}.${host + Math.floor(random() * 40)}`;
    if (/^10\.20\.1\.(12[89]|1[3-8]\d|19[01])$/.test(address)) continue;
    const [verdict, product, version] = pick(random);
    const change = { verdict, product, owner, range, contact: `${owner.replaceAll(' ', '-')}@example.org` };
    const finding = sampleFinding(address, change);
    if (version !== '') finding.engine = { ...ENGINE, version };
    findings.set(address, finding);
  }
  return [...findings.values()];
}

function pick(random: () => number): (typeof KINDS)[number] {
  let left = random() * KINDS.reduce((sum, [, , , weight]) => sum + weight, 0);
  for (const kind of KINDS) {
    left -= kind[3];
    if (left < 0) return kind;
  }
  return KINDS[0] ?? ['inconclusive', '', '', 1];
}

function statesOf({ endpoints, text }: AuthorizedRange, share: number, findings: readonly Finding[]): StateCounts {
  const open = findings.filter(({ range }) => range === text).length;
  const untested = Math.floor(endpoints * share);
  const filtered = Math.floor(endpoints * 0.07);
  return { open, closed: endpoints - open - untested - filtered, filtered, unreachable: 0, 'not-tested': untested };
}

/** Numbers from 0 up to 1, the same every time: Lehmer's generator. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const ENGINE: NonNullable<Finding['engine']> = {
  product: 'docker',
  version: '',
  apiVersion: '1.41',
  minApiVersion: '1.12',
  os: 'linux',
  arch: 'amd64',
  platform: '',
  gitCommit: '',
  goVersion: 'go1.19.8',
  kernelVersion: '6.1.0-18-amd64',
  buildTime: '',
  rootless: false,
  components: [],
  other: {},
};
