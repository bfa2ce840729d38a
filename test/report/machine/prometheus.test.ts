import parse from 'parse-prometheus-text-format';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../../src/domain/report.ts';
import { renderPrometheus } from '../../../src/report/machine/prometheus.ts';
import { judge, lacksOptional } from '../../helpers/programs.ts';
import { comparedReport, hostileAnswers, hostileCompared } from '../compared.ts';
import { expectGolden } from '../golden.ts';
import { emptyReport, HOSTILE_TEXTS, largeReport, partialReport, sampleFinding, sampleReport } from '../sample.ts';
import { workReport } from '../sample-work.ts';

const render = (report: Report): string => [...renderPrometheus(report)].join('');

interface Family {
  name: string;
  help: string;
  type: string;
  metrics: { value: string; labels?: Record<string, string> }[];
}

function read(report: Report): Map<string, Family['metrics']> {
  const families = parse(render(report)) as Family[];
  for (const { name, help, type, metrics } of families) {
    expect([name, type, help.length > 0]).toEqual([expect.stringMatching(/^seawall_[a-z_]+$/), 'GAUGE', true]);
    for (const { value } of metrics) expect(Number(value)).not.toBeNaN();
    const series = metrics.map(({ labels }) => JSON.stringify(labels));
    expect(new Set(series).size).toBe(series.length);
  }
  return new Map(families.map(({ name, metrics }) => [name, metrics]));
}

const oneOf = (report: Report, name: string): number | undefined => {
  const value = read(report).get(name)?.[0]?.value;
  return value === undefined ? undefined : Number(value);
};

describe('renderPrometheus', () => {
  test('writes the golden file from the sample report', () => {
    expectGolden('seawall.prom', render(comparedReport()));
  });

  test('tells the last success of a whole run only', () => {
    expect(oneOf(sampleReport(), 'seawall_last_success_timestamp_seconds')).toBe(1772330591.48);
    expect(oneOf(partialReport(), 'seawall_last_success_timestamp_seconds')).toBeUndefined();
    expect(oneOf(partialReport(), 'seawall_run_finished_timestamp_seconds')).toBe(1772330591.48);
  });

  test('tells coverage as a ratio of what the run was to test', () => {
    expect(oneOf(sampleReport(), 'seawall_coverage_ratio')).toBe(1);
    expect(oneOf(partialReport(), 'seawall_coverage_ratio')).toBeCloseTo(224 / 510);
    const nothing = partialReport();
    nothing.run.coverage = { endpoints: 0, tested: 0, percent: 0 };
    expect(oneOf(nothing, 'seawall_coverage_ratio')).toBe(0);
  });

  test('counts findings by verdict, severity, owner and lifecycle', () => {
    const owner = '支付平台';
    const metrics = read(comparedReport()).get('seawall_findings') ?? [];
    expect(metrics).toContainEqual({
      value: '1',
      labels: { verdict: 'engine-open-plaintext', severity: 'critical', owner, lifecycle: 'new' },
    });
    expect(metrics.reduce((sum, { value }) => sum + Number(value), 0)).toBe(11);
    expect(
      read(sampleReport())
        .get('seawall_findings')
        ?.every(({ labels }) => labels?.lifecycle === 'not-compared'),
    ).toBe(true);
  });

  test('gives the age of the oldest finding that is not resolved', () => {
    const ages = read(comparedReport()).get('seawall_oldest_open_finding_age_seconds') ?? [];
    // Not seen since, and not known to be closed: 2026-02-10 to 2026-03-01.
    expect(ages[0]).toEqual({ value: '1641791.48', labels: { severity: 'critical' } });
    expect(read(emptyReport()).has('seawall_oldest_open_finding_age_seconds')).toBe(false);
  });

  test('leaves out of every age what is accepted or as declared, or not compared', () => {
    const settled = workReport();
    settled.findings = settled.findings.filter(
      ({ lifecycle, declared }) => lifecycle === 'accepted' || declared !== undefined,
    );
    if (settled.history !== undefined) settled.history.absent = [];
    expect(read(settled).has('seawall_oldest_open_finding_age_seconds')).toBe(false);
    expect(
      read(settled)
        .get('seawall_findings_open')
        ?.every(({ value }) => value === '0'),
    ).toBe(true);
    expect(read(sampleReport()).has('seawall_findings_overdue')).toBe(false);
    expect(read(sampleReport()).has('seawall_declarations_broken')).toBe(false);
  });

  test('has each series once, also where owners differ in what cannot be printed', () => {
    const of = (address: string, owner: string) => sampleFinding(address, { verdict: 'inconclusive', owner });
    const report = sampleReport([of('10.0.0.1', 'a\u200bb'), of('10.0.0.2', 'a\u200cb'), of('10.0.0.3', 'ab')]);
    expect(
      read(report)
        .get('seawall_findings')
        ?.map(({ value, labels }) => [labels?.owner, value]),
    ).toEqual([
      ['ab', '1'],
      ['a\uFFFDb', '2'],
    ]);
  });

  test('does not depend on the order of the findings', () => {
    const report = comparedReport();
    expect(render({ ...report, findings: [...report.findings].reverse() })).toBe(render(report));
  });

  test('escapes labels so that a reader finds the owner again', () => {
    const owner = 'a "b" \\ {c="d"} 1\n';
    const metrics = read(sampleReport([sampleFinding('10.0.0.1', { verdict: 'inconclusive', owner })]));
    expect(metrics.get('seawall_findings')?.[0]?.labels?.owner).toBe(owner.trim());
  });

  test('survives what hosts may send', () => {
    for (const text of [...HOSTILE_TEXTS, 'x'.repeat(100_000)]) {
      for (const report of [hostileCompared(text), hostileAnswers(text)]) read(report);
      expect(render(hostileCompared(text)).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    }
  });
});

describe.skipIf(lacksOptional('promtool', '--version'))('promtool', () => {
  test('accepts whole, partial, empty and hostile reports without a remark', () => {
    const reports = [sampleReport(), comparedReport(), workReport(), partialReport(), emptyReport(), largeReport(1000)];
    for (const report of [...reports, ...HOSTILE_TEXTS.map((text) => hostileCompared(text))]) {
      const command = ['-c', 'promtool check metrics < "$1"', 'sh', '@a.prom'];
      const { status, stdout, stderr } = judge('sh', command, { 'a.prom': render(report) });
      expect([status, stdout, stderr]).toEqual([0, '', '']);
    }
  });
});
