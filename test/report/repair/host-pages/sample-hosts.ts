/** A report with one host of every kind that gets advice of its own. */

import type { EngineFacts } from '../../../../src/domain/engine.ts';
import { compareFindings } from '../../../../src/domain/exposure.ts';
import type { Finding } from '../../../../src/domain/finding.ts';
import type { Report } from '../../../../src/domain/report.ts';
import type { Verdict } from '../../../../src/domain/verdicts.ts';
import { facts } from '../../../classify/facts.ts';
import { sampleExplanation, sampleFinding, sampleReport } from '../../sample.ts';

function found(
  address: string,
  verdict: Verdict,
  engine: Partial<EngineFacts> & { version?: string } = {},
  more: Partial<Finding> = {},
): Finding {
  const { version = '20.10.24', ...change } = engine;
  return sampleFinding(address, {
    verdict,
    severity: verdict.startsWith('engine-open') ? 'critical' : 'high',
    product: engine.product ?? 'docker',
    engine: facts(version, change),
    ...more,
  });
}

export const KINDS: Readonly<Record<string, Finding>> = {
  plain: found('10.0.0.1', 'engine-open-plaintext', {}, { contact: 'ops@example.org' }),
  aws: found('10.0.0.2', 'engine-open-plaintext', { kernelVersion: '5.15.0-1051-aws' }),
  azure: found('10.0.0.3', 'engine-open-plaintext', { version: '20.10.25+azure-2' }),
  tls: found('10.0.0.4', 'engine-open-tls', {}, { port: 2376, transport: 'tls' }),
  oldTls: found('10.0.0.5', 'engine-open-tls', { version: '19.03.5' }, { port: 2376, transport: 'tls' }),
  proxied: found('10.0.0.6', 'engine-open-proxied'),
  filtered: found('10.0.0.7', 'engine-filtered'),
  authz: found('10.0.0.8', 'engine-authz-denied'),
  desktop: found(
    '10.0.0.9',
    'engine-open-plaintext',
    { platform: 'Docker Desktop 4.48.0 (1)' },
    { explanation: 'engine-open-plaintext/desktop' },
  ),
  windows: found(
    '10.0.0.10',
    'engine-open-plaintext',
    { os: 'windows' },
    { explanation: 'engine-open-plaintext/windows' },
  ),
  podman: found('10.0.0.11', 'engine-open-plaintext', { product: 'podman', version: '4.3.1' }),
  swarm: found('10.0.0.12', 'engine-open-plaintext', { product: 'swarm-classic', version: 'swarm/1.2.9' }),
  maker: found('10.0.0.13', 'engine-open-plaintext', { product: 'pouch', version: '1.3.2' }),
  ipv6: found('fd00:20::1c', 'engine-open-plaintext', { rootless: true }, { severity: 'high' }),
  protected: sampleFinding('10.0.0.20', { verdict: 'engine-mtls', port: 2376 }),
  other: sampleFinding('10.0.0.21', { verdict: 'other-service' }),
};

export function reportOf(...kinds: (keyof typeof KINDS)[]): Report {
  const findings = (kinds.length === 0 ? Object.keys(KINDS) : kinds).flatMap((kind) => {
    const finding = KINDS[kind];
    return finding === undefined ? [] : [{ ...finding }];
  });
  findings.sort(compareFindings);
  const report = sampleReport(findings);
  for (const { explanation, severity } of findings)
    report.explanations[explanation] ??= sampleExplanation(explanation, severity, `Title of ${explanation}`, 'Next.');
  return report;
}
