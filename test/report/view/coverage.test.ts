import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../../src/domain/run.ts';
import { coverageLines } from '../../../src/report/view/coverage.ts';
import { createPaint } from '../../../src/text/paint.ts';
import { measuredReport, partialReport, sampleReport } from '../sample.ts';

const lines = (run: RunRecord): string[] => coverageLines(run, 100, createPaint(false));

describe('coverageLines', () => {
  test('count what was tested and how it answered', () => {
    expect(lines(sampleReport().run)).toEqual([
      'Tested 510 of 510 authorised endpoints (100 %) on 255 addresses',
      '  open 9 · closed 480 · filtered 18 · unreachable 3 · not tested 0',
      '  Addresses left out of the ranges: 1 excluded',
      '  Asked 9 of 9 open endpoints',
    ]);
  });

  test('say why endpoints were not tested, most frequent first, and what failed', () => {
    expect(lines(partialReport().run)).toEqual([
      'Tested 224 of 510 authorised endpoints (43.9 %) on 255 addresses',
      '  open 4 · closed 200 · filtered 20 · unreachable 0 · not tested 286',
      '  Not tested: 280 interrupted, 6 EMFILE',
      '  Addresses left out of the ranges: 1 excluded',
      '  Asked 3 of 4 open endpoints; 1 probe failed on our side',
      '  Fault: 10.20.0.9:2375: TypeError in the probe',
    ]);
  });

  test('say what the sweep missed and what was not asked', () => {
    const { run } = measuredReport();
    const text = lines(run)
      .map((line) => line.trim())
      .join(' ');
    expect(text).toContain('A second, gentle look at 50 of 1,018 silent endpoints: 3 answered after all.');
    expect(text).toContain('Asked 9 of 9 open endpoints');
    expect(text).toContain('10.20.0.0/24 accepts everything (6 open): 4 were asked');
    expect(text).toContain('Not tested: 7 EMFILE, 2 in prefixes that accept everything, 1 no route from here');
    // Only what was not tested is a warning, the unasked among it.
    const painted = coverageLines(run, 100, createPaint(true)).filter((line) => line.includes('\u001b['));
    expect(painted).toHaveLength(1);
    if (run.secondLook) run.secondLook.control.answered = 10;
    expect(coverageLines(run, 200, createPaint(true)).filter((line) => line.includes('\u001b['))).toHaveLength(2);
  });

  test('name the shard, whose share is not the whole', () => {
    const { run } = sampleReport();
    run.options.shard = { index: 2, count: 4 };
    run.coverage = { endpoints: 128, tested: 128, percent: 100 };
    run.notTested = { 'other-shard': 382 };
    expect(lines(run)).toContain('Tested 128 of 510 authorised endpoints, 100 % of shard 2/4 on 255 addresses');
    expect(lines(run)).toContain('  Not tested: 382 left to other shards');
  });

  test('bound the reasons and the faults', () => {
    const { run } = sampleReport();
    run.notTested = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`E${i}`, 100 - i]));
    run.faults = Array.from({ length: 30 }, (_, i) => `fault ${i}`);
    expect(lines(run).join('\n')).toContain('95 E5, 279 for other reasons');
    expect(lines(run).at(-1)).toBe('  and 27 more faults: see run.json');
    run.notTested = { constructor: 1 };
    expect(lines(run)).toContain('  Not tested: 1 constructor');
  });

  test('paint what is missing', () => {
    const painted = coverageLines(partialReport().run, 100, createPaint(true));
    expect(painted.filter((line) => line.includes('\u001b[')).length).toBe(3);
    expect(coverageLines(sampleReport().run, 100, createPaint(true)).join('')).not.toContain('\u001b[');
  });
});
