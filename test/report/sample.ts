/** A realistic report, and ways to make it large, partial, empty or hostile. */

import type { Explanation } from '../../src/domain/explanation.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { Report } from '../../src/domain/report.ts';
import type { RunRecord } from '../../src/domain/run.ts';
import type { Scope } from '../../src/domain/scope.ts';
import type { Verdict } from '../../src/domain/verdicts.ts';
import { SEVERITIES, VERDICTS } from '../../src/domain/verdicts.ts';

const RUN = '20260301T020000Z-4f1a2b';

export function sampleExplanation(
  key: string,
  severity: Explanation['severity'],
  title: string,
  summary: string,
): Explanation {
  return {
    key,
    verdict: VERDICTS.find((verdict) => key.split('/')[0] === verdict) ?? 'inconclusive',
    severity,
    title,
    meaning: `Meaning of ${key}: what this is in two or three sentences, long enough to be broken into several lines.`,
    proved: 'One GET /version was answered with the JSON of an engine.',
    follows: 'Whoever reaches the port can start containers.',
    notTested: 'No other path was asked.',
    summary,
    remediation: [
      'Close the port at the edge.',
      'Write down what runs before anything is removed.',
      'Remove the listener.',
    ],
    references: [
      { id: 'CWE-306', title: 'Missing Authentication', url: 'https://cwe.mitre.org/data/definitions/306.html' },
      { id: 'CIS Docker 1.6.0 2.7', title: 'TLS authentication for the daemon' },
    ],
    cvss: { vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', score: 10 },
  };
}

export const EXPLANATIONS: readonly Explanation[] = [
  sampleExplanation(
    'engine-open-plaintext',
    'critical',
    'Engine open to everyone, without TLS',
    'Block the port at the network edge now, then remove the TCP listener and use SSH contexts instead.',
  ),
  sampleExplanation(
    'engine-open-plaintext/rootless',
    'high',
    'Rootless engine open to everyone',
    'Block the port, then remove the TCP listener of the user service.',
  ),
  sampleExplanation(
    'engine-authz-denied',
    'high',
    'Engine reachable; a plug-in refused',
    'Require client certificates: the plug-in decides what is allowed, not who asks.',
  ),
  sampleExplanation('inconclusive', 'medium', 'Answer not understood', 'Look at the kept bytes and ask the owner.'),
  sampleExplanation('auth-required', 'low', 'Password asked', 'Put TLS in front, restrict the sources.'),
  sampleExplanation('engine-mtls', 'info', 'Client certificate demanded', 'Nothing: this is the wanted state.'),
  sampleExplanation('other-service', 'info', 'Something else', 'Check that the owner knows of it.'),
];

interface Change extends Partial<Finding> {
  verdict: Verdict;
}

export function sampleFinding(address: string, change: Change): Finding {
  const explanation = EXPLANATIONS.find(({ key }) => key === (change.explanation ?? change.verdict));
  return {
    id: `f-${address}-${change.port ?? 2375}`,
    lifecycle: null,
    address,
    port: 2375,
    owner: 'platform',
    contact: 'platform@example.org',
    tags: ['lab'],
    range: '10.20.0.0/24',
    reference: 'SEC-1042',
    firstSeen: '2026-03-01T02:00:07.120Z',
    lastSeen: '2026-03-01T02:00:07.120Z',
    vantage: 'office',
    runId: RUN,
    severity: explanation?.severity ?? 'info',
    product: '',
    qualifiers: [],
    transport: 'plain',
    evidence: 'GET /version was answered with 200',
    notes: [],
    explanation: explanation?.key ?? change.verdict,
    ...change,
  };
}

function sampleEngine(version: string, apiVersion: string): NonNullable<Finding['engine']> {
  return {
    product: 'docker',
    version,
    apiVersion,
    minApiVersion: '1.24',
    os: 'linux',
    arch: 'amd64',
    platform: 'Docker Engine - Community',
    gitCommit: '659604f',
    goVersion: 'go1.22.5',
    kernelVersion: '6.1.0-18-amd64',
    buildTime: '2024-06-26T08:00:00.000000000+00:00',
    rootless: false,
    components: [{ name: 'Engine', version, details: { ApiVersion: apiVersion, Experimental: 'false' } }],
    other: { PkgVersion: 'docker-ce' },
  };
}

const FINDINGS: readonly Finding[] = [
  sampleFinding('10.20.0.5', {
    verdict: 'engine-open-plaintext',
    product: 'docker',
    engine: sampleEngine('27.0.3', '1.46'),
    evidence: 'GET /version was answered with 200 and an engine\'s JSON: Docker 27.0.3, "API" 1.46',
  }),
  sampleFinding('10.20.0.77', {
    verdict: 'engine-open-plaintext',
    product: 'docker',
    owner: '支付平台',
    engine: sampleEngine('1.13.1', '1.26'),
    qualifiers: ['suspected-decoy'],
    notes: ['The same answer came from 40 addresses.'],
  }),
  sampleFinding('fd00:20::1c', {
    verdict: 'engine-open-plaintext',
    severity: 'high',
    explanation: 'engine-open-plaintext/rootless',
    product: 'podman',
    engine: { ...sampleEngine('5.4.2', '1.41'), product: 'podman', rootless: true },
  }),
  sampleFinding('10.20.0.9', {
    verdict: 'engine-authz-denied',
    port: 2376,
    product: 'docker',
    owner: 'continuous integration and delivery',
  }),
  sampleFinding('10.20.0.30', { verdict: 'inconclusive', evidence: '14 bytes that are no HTTP: "ERR\\x00 unknown"' }),
  sampleFinding('10.20.0.31', { verdict: 'auth-required' }),
  sampleFinding('10.20.0.40', {
    verdict: 'engine-mtls',
    port: 2376,
    transport: 'tls',
    product: 'docker',
    tls: {
      established: false,
      protocol: 'TLSv1.3',
      cipher: 'TLS_AES_128_GCM_SHA256',
      alert: 116,
      keyed: true,
      certificate: {
        subject: 'CN=build-7',
        issuer: 'CN=Docker CA',
        names: ['build-7', '10.20.0.40'],
        validFrom: '2026-01-01T00:00:00.000Z',
        validTo: '2027-01-01T00:00:00.000Z',
        fingerprint: 'AA:BB',
        selfSigned: false,
      },
    },
  }),
  sampleFinding('10.20.0.41', { verdict: 'other-service', product: 'ssh' }),
  sampleFinding('10.20.0.42', { verdict: 'other-service' }),
];

export function sampleRun(findings: readonly Finding[]): RunRecord {
  const of = (severity: string): number => findings.filter((finding) => finding.severity === severity).length;
  const verdicts: RunRecord['verdicts'] = {};
  for (const { verdict } of findings) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  const states = { open: 9, closed: 480, filtered: 18, unreachable: 3, 'not-tested': 0 };
  return {
    schema: 'seawall.run/1',
    id: RUN,
    version: '0.1.0',
    vantage: 'office',
    startedAt: '2026-03-01T02:00:00.000Z',
    finishedAt: '2026-03-01T02:03:11.480Z',
    resumedAt: [],
    outcome: 'finished',
    reasons: [],
    options: {
      engine: 'connect',
      ports: [2375, 2376],
      rate: 200,
      prefixRate: 20,
      concurrency: 500,
      threads: 1,
      probes: 32,
      timeout: 1500,
      retries: 1,
      seed: 7,
      shard: { index: 1, count: 1 },
      maxDuration: null,
      minCoverage: 95,
    },
    scope: {
      digest: `sha256:${'0a'.repeat(32)}`,
      files: ['targets/office.yaml'],
      addresses: 255,
      endpoints: 510,
      removals: [{ reason: 'excluded', text: '10.20.0.53', addresses: 1 }],
    },
    coverage: { endpoints: 510, tested: 510, percent: 100 },
    states,
    notTested: {},
    ranges: [{ range: '10.20.0.0/24', owner: 'platform', reference: 'SEC-1042', authorized: 510, states }],
    probes: { done: 9, faulted: 0 },
    severities: { critical: of('critical'), high: of('high'), medium: of('medium'), low: of('low'), info: of('info') },
    verdicts,
    faults: [],
    pacing: [
      { at: '2026-03-01T02:00:00.000Z', rate: 13, cause: 'slow-start', sent: 0, answered: 0, late: 0, trouble: 0 },
    ],
  };
}

export function sampleReport(findings: readonly Finding[] = FINDINGS): Report {
  const explanations = Object.fromEntries(EXPLANATIONS.map((explanation) => [explanation.key, explanation]));
  return { run: sampleRun(findings), findings: [...findings], explanations, scope: sampleScope() };
}

/** The scope that `sampleRun` speaks of. */
export function sampleScope(): Scope {
  const authorization = { by: 'ciso@example.org', reference: 'SEC-1042', from: '2026-01-01', until: '2026-12-31' };
  const who = { file: 'targets/office.yaml', owner: 'platform', contact: 'platform@example.org', tags: ['lab'] };
  const span = { ports: [2375, 2376], range: 0 };
  return {
    digest: `sha256:${'0a'.repeat(32)}`,
    files: ['targets/office.yaml'],
    ranges: [{ text: '10.20.0.0/24', line: 5, ...who, authorization, addresses: 255, endpoints: 510 }],
    spans: [
      { first: '10.20.0.0', last: '10.20.0.52', size: 53, ...span },
      { first: '10.20.0.54', last: '10.20.0.255', size: 202, ...span },
    ],
    removals: [{ reason: 'excluded', text: '10.20.0.53', addresses: 1 }],
    addresses: 255,
    endpoints: 510,
  };
}

/** A run that says what it missed, why it did not test, and which prefix accepts everything. */
export function measuredReport(): Report {
  const report = sampleReport();
  const states = { open: 9, closed: 470, filtered: 18, unreachable: 3, 'not-tested': 10 };
  const notTested = { 'no-route': 1, EMFILE: 7, 'uniform-prefix': 2 };
  Object.assign(report.run, {
    states,
    notTested,
    ranges: report.run.ranges.map((range) => ({ ...range, states, notTested })),
    secondLook: {
      perSecond: 50,
      silent: { endpoints: 1_018, sampled: 50, answered: 3 },
      control: { endpoints: 482, sampled: 50, answered: 50 },
      missed: 6,
      rate: 1.2,
      low: 0.4,
      high: 3.15,
    },
    uniform: [{ prefix: '10.20.0.0/24', accepted: 6, probed: 4, verdict: 'no-reply' }],
  } satisfies Partial<RunRecord>);
  return report;
}

/** A run that was stopped half way, with something failed. */
export function partialReport(): Report {
  const report = sampleReport(FINDINGS.slice(0, 2));
  Object.assign(report.run, {
    outcome: 'partial',
    reasons: ['interrupted', 'faulted'],
    coverage: { endpoints: 510, tested: 224, percent: 43.92 },
    states: { open: 4, closed: 200, filtered: 20, unreachable: 0, 'not-tested': 286 },
    notTested: { interrupted: 280, EMFILE: 6 },
    ranges: report.run.ranges.map((range) => ({
      ...range,
      states: { open: 4, closed: 200, filtered: 20, unreachable: 0, 'not-tested': 286 },
    })),
    probes: { done: 3, faulted: 1 },
    faults: ['10.20.0.9:2375: TypeError in the probe'],
  } satisfies Partial<RunRecord>);
  return report;
}

export function emptyReport(): Report {
  const report = sampleReport([]);
  Object.assign(report.run, {
    states: { open: 0, closed: 510, filtered: 0, unreachable: 0, 'not-tested': 0 },
    probes: { done: 0, faulted: 0 },
  } satisfies Partial<RunRecord>);
  return report;
}

/** Many findings of every sample's kind, without holding more than one copy of each text. */
export function largeReport(size: number): Report {
  const findings: Finding[] = [];
  for (let i = 0; i < size; i += 1) {
    const sample = FINDINGS[i % FINDINGS.length];
    if (sample !== undefined) findings.push({ ...sample, address: `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}` });
  }
  findings.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  return sampleReport(findings);
}

/** What hosts and other people's files may try. */
export const HOSTILE_TEXTS: readonly string[] = [
  "=cmd|' /C calc'!A0",
  '+1+1',
  '-2+3',
  '@SUM(1)',
  '\t=1+1',
  '\r\n=1+1',
  '  =1+1',
  '＝1+1',
  '"=1+1',
  'x;=1+1;"@x',
  'a","b\n=1',
  '<script>alert(1)</script>',
  '\u001b[2J\u001b]0;owned\u0007\u009b31m',
  'line one\nline two\r\nline three\u2028four\u0085five',
  '\u202Ecod.elif\u2066x\u200B\u200D\uFEFF',
  'nul\0nul',
  'x'.repeat(10_000),
  '字'.repeat(10_000),
  '\ud800lone\udc00 \udfff',
  'a\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u20DD',
  '{{7*7}} %s %n \\ud800 \\',
  '1\u20E3\u{1F468}\u200D\u{1F469}\u200D\u{1F467}',
  '',
];

/** Texts that only Seawall itself chooses: times and the words of closed lists. */
const OWN = new Set(
  'startedAt finishedAt resumedAt firstSeen lastSeen schema outcome reasons digest verdict severity product qualifiers transport explanation lifecycle key url at cause'.split(
    ' ',
  ),
);

/** The report with every free text replaced, keys of open records included; explanations keep their keys. */
export function hostileReport(text: string, report: Report = sampleReport()): Report {
  return {
    run: { ...replaceTexts(report.run, text), notTested: { [text]: 3 } },
    findings: report.findings.map((finding) => {
      const replaced = replaceTexts(finding, text);
      if (replaced.engine !== undefined) replaced.engine.other = { [text]: text, ['__proto__']: text };
      return replaced;
    }),
    explanations: replaceTexts(report.explanations, text),
    scope: replaceTexts(report.scope, text),
    ...(report.history && { history: replaceTexts(report.history, text) }),
  };
}

function replaceTexts<T>(value: T, text: string): T {
  return JSON.parse(JSON.stringify(value), (key, found: unknown) =>
    typeof found === 'string' && !OWN.has(key) && !/^\d+$/.test(key)
      ? text
      : Array.isArray(found) && !OWN.has(key)
        ? found.map((item: unknown) => (typeof item === 'string' ? text : item))
        : found,
  );
}
