import { expect, it } from 'vitest';
import { isFinding } from '../../src/domain/finding-shape.ts';
import { findingOf } from '../history/samples.ts';
import { largeReport, sampleReport } from '../report/sample.ts';
import { workReport } from '../report/sample-work.ts';

it('takes every finding that is written, with and without its optional parts', () => {
  const reports = [sampleReport(), largeReport(50), workReport()];
  const all = reports.flatMap(({ findings, history }) => [...findings, ...(history?.absent ?? [])]);
  for (const finding of all) expect(isFinding(JSON.parse(JSON.stringify(finding))), finding.address).toBe(true);
});

it('refuses a finding that lacks a field, or has one of another type or list of words', () => {
  const finding = findingOf('engine-open-plaintext');
  expect(isFinding(finding)).toBe(true);
  for (const key of Object.keys(finding)) {
    if (key !== 'engine') expect(isFinding({ ...finding, [key]: undefined }), key).toBe(false);
    expect(isFinding({ ...finding, [key]: { a: 1 } }), key).toBe(false);
  }
  for (const change of [
    { verdict: 'x' },
    { severity: 'x' },
    { lastSeen: 'x' },
    { address: 'x' },
    { qualifiers: ['x'] },
  ])
    expect(isFinding({ ...finding, ...change })).toBe(false);
});
