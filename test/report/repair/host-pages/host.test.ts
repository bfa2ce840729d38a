import { describe, expect, test } from 'vitest';
import { rowsOf } from '../../../../src/domain/exposure.ts';
import { isEngineVerdict, VERDICTS } from '../../../../src/domain/verdicts.ts';
import { exposedHosts } from '../../../../src/report/repair/host-pages/host.ts';
import { sampleFinding, sampleReport } from '../../sample.ts';
import { reportWithRisk } from '../../sample-risk.ts';
import { KINDS, reportOf } from './sample-hosts.ts';

const hostOf = (kind: keyof typeof KINDS) => [...exposedHosts(rowsOf(reportOf(kind)))][0];

describe('exposedHosts', () => {
  test('are those with an engine that asks nobody, or would not with one mistake more', () => {
    const report = sampleReport(VERDICTS.map((verdict, i) => sampleFinding(`10.0.0.${i + 1}`, { verdict })));
    const listed = new Set([...exposedHosts(rowsOf(report))].map(({ address }) => address));
    const verdicts = report.findings.filter(({ address }) => listed.has(address)).map(({ verdict }) => verdict);
    expect(verdicts).toEqual(expect.arrayContaining(['engine-open-plaintext', 'engine-filtered', 'engine-refused']));
    expect(verdicts).toEqual(VERDICTS.filter(isEngineVerdict));
  });

  test('come worst first, then by address', () => {
    const addresses = [...exposedHosts(rowsOf(reportOf()))].map(({ address }) => address);
    expect(addresses.slice(0, 3)).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.3']);
    expect(addresses.slice(-3)).toEqual(['fd00:20::1c', '10.0.0.7', '10.0.0.8']);
  });

  test.each<[keyof typeof KINDS, object]>([
    [
      'plain',
      {
        product: 'docker',
        system: 'linux',
        direct: true,
        cloud: undefined,
        tlsVerifies: true,
        family: 4,
        ports: [2375],
      },
    ],
    ['aws', { cloud: 'aws' }],
    ['azure', { cloud: 'azure' }],
    ['oldTls', { tlsVerifies: false }],
    ['proxied', { direct: false }],
    ['filtered', { direct: false }],
    ['desktop', { system: 'desktop' }],
    ['windows', { system: 'windows' }],
    ['podman', { product: 'podman' }],
    ['swarm', { product: 'swarm-classic', tlsVerifies: undefined }],
    ['ipv6', { family: 6, rootless: true }],
  ])('%s', (kind, expected) => {
    expect(hostOf(kind)).toMatchObject(expected);
  });

  test('warn of firewalld where the release may have its fault', () => {
    expect(hostOf('plain')?.firewalld).toBe(false);
    const report = reportWithRisk(reportOf('plain'));
    report.findings[0]?.risk?.advisories.push({
      id: 'CVE-2025-54388',
      component: 'engine',
      verdict: 'affected',
      fixedIn: [],
    });
    expect([...exposedHosts(rowsOf(report))][0]?.firewalld).toBe(true);
  });

  test('take no hint from a kernel that gives none', () => {
    const of = (kernelVersion: string) => {
      const plain = KINDS.plain?.engine;
      const finding = sampleFinding('10.0.0.1', {
        verdict: 'engine-open-plaintext',
        ...(plain && { engine: { ...plain, kernelVersion } }),
      });
      return [...exposedHosts(rowsOf(sampleReport([finding])))][0]?.cloud;
    };
    expect(['6.1.0-18-cloud-amd64', '6.1.0-18-amd64', 'x-awsome', '', '5.10.0-gcpu'].map(of)).toEqual(
      Array(5).fill(undefined),
    );
    expect(['6.1.128.amzn2023.x86_64', '6.5.0-1015-gcp', '4.19.91-27.al7.x86_64'].map(of)).toEqual([
      'aws',
      'gcp',
      'alibaba',
    ]);
  });
});
