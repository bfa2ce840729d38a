import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/domain/report.ts';
import type { PartialReason, RunRecord } from '../../src/domain/run.ts';
import { renderSummary, type SummaryOptions } from '../../src/terminal/summary.ts';
import { columnsOf } from '../../src/text/columns.ts';
import { expectGolden } from '../report/golden.ts';
import {
  emptyReport,
  HOSTILE_TEXTS,
  hostileReport,
  largeReport,
  partialReport,
  sampleFinding,
  sampleReport,
} from '../report/sample.ts';

const OPTIONS = {
  width: 80,
  color: false,
  folder: 'reports/20260301T020000Z-4f1a2b',
  files: ['findings.csv', 'findings.json', 'run.json'],
};
const render = (report: Report, options: Partial<SummaryOptions> = {}): string =>
  renderSummary(report, { ...OPTIONS, ...options });
const flat = (text: string): string => text.replace(/\s+/g, ' ');

describe('renderSummary', () => {
  test('renders a whole, a partial, an empty and a narrow run as the golden files have them', () => {
    expectGolden('summary-80.txt', render(sampleReport()));
    expectGolden('summary-partial-80.txt', render(partialReport()));
    expectGolden('summary-empty-80.txt', render(emptyReport()));
    expectGolden('summary-40.txt', render(sampleReport(), { width: 40 }));
  });

  test.each([40, 80, 120])('has no line over %i columns', (width) => {
    const reports = [
      sampleReport(),
      partialReport(),
      emptyReport(),
      largeReport(5000),
      ...HOSTILE_TEXTS.map((text) => hostileReport(text)),
    ];
    for (const report of reports) {
      for (const color of [false, true]) {
        const folder = `/srv/${'deep/'.repeat(30)}reports`;
        for (const line of render(report, { width, color, folder, out: folder }).split('\n'))
          expect(columnsOf(line)).toBeLessThanOrEqual(width);
      }
    }
  });

  test.each(HOSTILE_TEXTS.map((text) => [JSON.stringify(text.slice(0, 40)), text]))(
    'prints nothing that a terminal obeys with %s everywhere',
    (_, text) => {
      const shown = render(hostileReport(text), { folder: text, files: [text], out: text });
      expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    },
  );

  test('ends with the command to go on with, where there is something left to do', () => {
    const last = (reasons: PartialReason[], change: Partial<RunRecord> = {}, out = 'reports'): string => {
      const report = partialReport();
      return flat(render({ ...report, run: { ...report.run, reasons, ...change } }, { out })).trim();
    };
    const { id, scope } = partialReport().run;
    expect(last(['interrupted'])).toMatch(
      new RegExp(`Go on with: seawall audit --resume ${id} ${scope.files.join(' ')}$`),
    );
    expect(last(['out-of-time'], {}, '/srv/our runs')).toContain(`--resume ${id} --out '/srv/our runs' `);
    expect(last(['killed', 'coverage'])).toContain('Go on with');
    const many = { ...scope, files: ['a.yaml', 'b.yaml', 'c.yaml', 'd.yaml'] };
    expect(last(['interrupted'], { scope: many })).toMatch(new RegExp(`--resume ${id}$`));
    // Through its whole scope, a verification, and where nobody said where the run lies.
    expect(last(['coverage', 'faulted'])).not.toContain('Go on with');
    expect(last(['interrupted'], { purpose: 'verify' })).not.toContain('Go on with');
    expect(render(partialReport())).not.toContain('Go on with');
  });

  test('begins with the counts and what they mean', () => {
    const [counts, ...rest] = render(sampleReport()).split('\n');
    expect(counts).toBe('2 critical · 2 high · 1 medium');
    expect(flat(rest.join(' '))).toMatch(
      /^3 engines answer without asking for credentials: expect that whoever reaches them controls them\. Suspected decoys among them: 1\. 1 engine reachable/,
    );
  });

  test('speaks of one engine as of one', () => {
    const report = sampleReport([sampleFinding('10.0.0.1', { verdict: 'engine-open-plaintext' })]);
    expect(flat(render(report))).toContain(
      '1 engine answers without asking for credentials: expect that whoever reaches it controls it.',
    );
  });

  test('claims no more than was tested', () => {
    const empty = emptyReport();
    expect(render(empty)).toMatch(
      /^No exposed engine found in what was tested\.\nFinished 2026-03-01 02:03 UTC, 100 % tested/,
    );
    empty.run.coverage = { endpoints: 510, tested: 0, percent: 0 };
    expect(render(empty)).toMatch(/^Nothing was tested: this says nothing about exposure\.\n/);
    for (const report of [sampleReport(), partialReport(), emptyReport()]) {
      expect(render(report)).not.toMatch(/\b(secure|safe|fixed|clean)\b/i);
    }
  });

  test('does not call an unjudged answer harmless', () => {
    const report = sampleReport([sampleFinding('10.0.0.1', { verdict: 'inconclusive' })]);
    expect(render(report)).toContain('1 open endpoint could not be judged: look by hand.');
  });

  test('says that a run is partial, why, and what that leaves open', () => {
    expect(flat(render(partialReport()))).toContain(
      'PARTIAL: interrupted, something failed on the way; 43.9 % tested. What was not tested may be exposed.',
    );
  });

  test('counts what is only for information in one line', () => {
    expect(render(sampleReport())).toContain('\nFor information: 1 engine-mtls, 2 other-service\n');
  });

  test('says where the files are, or that there are none', () => {
    expect(render(sampleReport())).toContain(
      '\nReports in reports/20260301T020000Z-4f1a2b\n  findings.csv, findings.json, run.json\n',
    );
    expect(render(sampleReport(), { files: [] })).toMatch(/\nNo report files were written\.\n$/);
    expect(render(largeReport(900), { files: ['findings.json'] })).toContain('see findings.json');
    expect(render(largeReport(900), { files: ['run.json'] })).toContain('see the report files');
  });

  test('uses colour only when asked, and the same words', () => {
    const plain = render(sampleReport());
    const painted = render(sampleReport(), { color: true });
    expect(plain).not.toContain('\u001b');
    expect(painted).toContain('\u001b[31m');
    expect(stripVTControlCharacters(painted)).toBe(plain);
  });

  test('takes 100,000 findings in its stride', () => {
    const report = largeReport(100_000);
    const start = performance.now();
    expect(render(report).split('\n').length).toBeLessThan(60);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
