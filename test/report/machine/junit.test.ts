import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../../src/domain/report.ts';
import { renderJunit } from '../../../src/report/machine/junit.ts';
import { judge, lacks } from '../../helpers/programs.ts';
import { comparedReport, hostileAnswers, hostileCompared } from '../compared.ts';
import { expectGolden } from '../golden.ts';
import { emptyReport, HOSTILE_TEXTS, largeReport, partialReport, sampleReport } from '../sample.ts';
import { workReport } from '../sample-work.ts';

const SCHEMA = fileURLToPath(new URL('../../fixtures/schemas/junit.xsd', import.meta.url));
const render = (report: Report): string => [...renderJunit(report)].join('');

/** The counts that the file claims, after comparing them with what it holds. */
function countsOf(report: Report): [tests: number, failures: number, errors: number, skipped: number] {
  const text = render(report);
  const [, tests, failures, errors, skipped] =
    /<testsuite name="seawall" tests="(\d+)" failures="(\d+)" errors="(\d+)" skipped="(\d+)"/.exec(text) ?? [];
  const count = (tag: string): number => text.split(`<${tag}`).length - 1;
  const held = [count('testcase '), count('failure '), count('error '), count('skipped>')] as const;
  expect([tests, failures, errors, skipped].map(Number)).toEqual(held);
  return [...held];
}

describe('renderJunit', () => {
  test('writes the golden file from the sample report', () => {
    expectGolden('junit.xml', render(comparedReport()));
  });

  test('fails at high and above, and for nothing milder', () => {
    expect(countsOf(sampleReport())).toEqual([10, 4, 0, 0]);
    expect(render(sampleReport())).toContain('<failure type="critical" message="GET /version was answered');
  });

  test('skips what is accepted, fails what was not seen, and says why', () => {
    expect(countsOf(comparedReport())).toEqual([11, 4, 0, 1]);
    expect(render(comparedReport())).toContain(
      '<skipped>Moves behind the VPN in May (accepted by ci@example.org until 2026-05-31)</skipped>',
    );
    expect(render(comparedReport())).toContain(
      '<failure type="critical" message="not seen in this run, and not known to be closed; last seen',
    );
  });

  test('passes where nothing was found, and is not empty', () => {
    expect(countsOf(emptyReport())).toEqual([2, 0, 0, 0]);
    expect(render(emptyReport())).toContain('name="tested 510 of 510 endpoints"');
  });

  test('is an error where the run is partial: what was not tested may be exposed', () => {
    expect(countsOf(partialReport())).toEqual([3, 2, 1, 0]);
    const nothing = { ...partialReport(), findings: [] };
    expect(countsOf(nothing)).toEqual([2, 0, 1, 0]);
  });

  test('tells the coverage', () => {
    expect(render(partialReport())).toContain('<property name="coverage_percent" value="43.92"/>');
    expect(render(partialReport())).toContain('<property name="state_not-tested" value="286"/>');
  });
});

describe.skipIf(lacks('xmllint', '--version'))('the schema of Jenkins', () => {
  const errorsOf = (text: string): string => {
    const { status, stderr } = judge('xmllint', ['--noout', '--nonet', '--schema', SCHEMA, '@a.xml'], {
      'a.xml': text,
    });
    return status === 0 ? '' : stderr.slice(0, 2000);
  };

  test('accepts whole, partial, empty and hostile reports', () => {
    const reports = [sampleReport(), comparedReport(), workReport(), partialReport(), emptyReport(), largeReport(1000)];
    for (const report of reports) expect(errorsOf(render(report))).toBe('');
    for (const text of [...HOSTILE_TEXTS, 'x'.repeat(100_000)]) {
      expect(errorsOf(render(hostileCompared(text)))).toBe('');
      expect(errorsOf(render(hostileAnswers(text)))).toBe('');
    }
  });

  test('refuses what is spoilt', () => {
    expect(errorsOf(render(sampleReport()).replace('<testcase name=', '<testcase nome='))).toContain('nome');
  });
});
