import { describe, expect, test } from 'vitest';
import { declaredIntervals, type Grid, gridOf, untestedShares } from '../../../../src/report/people/html/cells.ts';
import { framesOf } from '../../../../src/report/people/html/frames.ts';
import { worklistOf } from '../../../../src/report/view/worklist.ts';
import { emptyReport, partialReport, sampleFinding, sampleReport } from '../../sample.ts';
import { estateReport } from '../../sample-estate.ts';

const gridsOf = (report = sampleReport(), bits = 12): Grid[] =>
  framesOf(declaredIntervals(report)).map((frame) => gridOf(frame, report, worklistOf(report), bits));
const cellOf = (grid: Grid | undefined, text: string) => grid?.cells.find((cell) => cell.text === text);

describe('gridOf', () => {
  test('has a cell for each address of a /24, with the worst finding', () => {
    const [grid] = gridsOf(
      sampleReport([
        sampleFinding('10.20.0.5', { verdict: 'auth-required' }),
        sampleFinding('10.20.0.5', { verdict: 'engine-open-plaintext', port: 2376 }),
        sampleFinding('10.99.0.5', { verdict: 'engine-open-plaintext' }),
        sampleFinding('fd00:20::1c', { verdict: 'engine-open-plaintext' }),
        sampleFinding('not an address', { verdict: 'engine-open-plaintext' }),
      ]),
    );
    expect(grid).toMatchObject({ columns: 16, rows: 16, size: 1 });
    expect(grid?.cells).toHaveLength(256);
    expect(cellOf(grid, '10.20.0.5')).toMatchObject({ findings: 2, worst: 'critical', declared: 1, authorized: 1 });
    expect(cellOf(grid, '10.20.0.53')).toMatchObject({ declared: 1, authorized: 0, worst: null });
    expect(grid?.cells.reduce((sum, cell) => sum + cell.findings, 0)).toBe(2);
  });

  test('counts every authorised address once, also where cells hold many', () => {
    const report = estateReport();
    for (const bits of [10, 12]) {
      const grids = gridsOf(report, bits);
      const sum = (of: (cell: Grid['cells'][number]) => number): number =>
        grids.flatMap(({ cells }) => cells).reduce((total, cell) => total + of(cell), 0);
      expect(sum((cell) => cell.authorized)).toBe(report.scope.addresses);
      expect(sum((cell) => cell.declared - cell.authorized)).toBe(64);
      expect(sum((cell) => cell.findings)).toBe(report.findings.length);
      expect(grids.map(({ cells }) => cells.length <= 2 ** bits)).toEqual([true, true, true]);
    }
    expect(gridsOf(report, 10)[1]?.cells[1]?.text).toBe('10.64.0.64 to 10.64.0.127');
  });

  test('sets two squares side by side for an odd power of two', () => {
    const report = emptyReport();
    const [range] = report.scope.ranges;
    if (range !== undefined) range.text = '10.20.0.0/23';
    const [grid] = gridsOf(report);
    expect(grid).toMatchObject({ columns: 32, rows: 16 });
    expect(new Set(grid?.cells.map(({ x, y }) => `${x} ${y}`)).size).toBe(512);
    expect(Math.max(...(grid?.cells.map(({ x }) => x) ?? []))).toBe(31);
  });

  test('stays small for the largest networks', () => {
    const report = emptyReport();
    const [range] = report.scope.ranges;
    if (range !== undefined) range.text = '10.64.0.0/10';
    report.scope.spans = [{ first: '10.64.0.0', last: '10.127.255.255', size: 2 ** 22, ports: [2375], range: 0 }];
    const [grid] = gridsOf(report);
    expect(grid).toMatchObject({ columns: 64, rows: 64, size: 1024 });
    expect(grid?.cells.every(({ authorized }) => authorized === 1024)).toBe(true);
  });
});

describe('untestedShares', () => {
  test('spreads what was not tested over the range, since nobody knows where it lies', () => {
    expect(untestedShares(sampleReport())).toEqual([0]);
    expect(untestedShares(partialReport())[0]).toBeCloseTo(286 / 510);
    const [grid] = gridsOf(partialReport());
    expect(cellOf(grid, '10.20.0.9')?.untested).toBeCloseTo(286 / 510);
  });
});
