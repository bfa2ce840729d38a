import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { barText, lineText, type ProgressState } from '../../src/terminal/progress-text.ts';

const STATE: ProgressState = {
  done: 430_000,
  total: 1_048_576,
  rate: 1234.5,
  open: 12,
  exposed: 3,
  notTested: 0,
  probing: 2,
  waiting: 0,
  waitingSeconds: 0,
};

describe('barText', () => {
  test.each([
    [
      120,
      `[${'='.repeat(14)}${'-'.repeat(22)}]  41%  430k/1.05M  1.23k/s  open 12  exposed 3  not tested 0  probing 2  ETA 8m22s`,
    ],
    [79, ' 41%  430k/1.05M  1.23k/s  open 12  exposed 3  not tested 0  ETA 8m22s'],
    [40, ' 41%  open 12  exposed 3  ETA 8m22s'],
    [20, ' 41%  exposed 3'],
  ])('in %i columns', (columns, text) => {
    expect(barText(STATE, columns)).toBe(text);
  });

  test('keeps untested endpoints before the rate', () => {
    expect(barText({ ...STATE, notTested: 5 }, 40)).toBe(' 41%  open 12  exposed 3  not tested 5');
  });

  test('fits any terminal', () => {
    const number = fc.oneof(fc.nat(), fc.double({ min: 0, max: 2 ** 48, noNaN: true }).map(Math.floor));
    const state = fc.record({
      done: number,
      total: number,
      rate: number,
      open: number,
      exposed: number,
      notTested: number,
      probing: number,
      waiting: number,
      waitingSeconds: number,
    });
    fc.assert(
      fc.property(state, fc.integer({ min: 1, max: 200 }), (state, columns) => {
        expect(barText(state, columns)).toMatch(/^[ -~]*$/);
        expect(barText(state, columns).length).toBeLessThanOrEqual(columns);
        if (columns >= 39) expect(barText(state, columns)).toContain('exposed');
      }),
    );
  });
});

describe('lineText', () => {
  const text = (change: Partial<ProgressState>): string =>
    lineText({ ...STATE, ...change }, '2026-03-01T02:01:00.000Z');

  test('has counts, rate, time left and trouble in one line', () => {
    expect(text({})).toBe(
      '2026-03-01T02:01:00.000Z 41% (430,000 of 1,048,576), 1,235/s, open 12, exposed 3, not tested 0, probing 2, ETA 8m22s',
    );
  });

  test.each([
    [{ rate: 0 }, 'ETA ?'],
    [{ rate: Number.NaN }, 'ETA ?'],
    [{ done: 1_048_576 }, 'ETA 0s'],
    [{ done: 1_048_576, waiting: 212, waitingSeconds: 24 }, 'waiting for 212 silent endpoints, at most 24 s'],
    [{ done: 1_048_576, waiting: 1, waitingSeconds: 1 }, 'waiting for 1 silent endpoint, at most 1 s'],
    [{ done: 1_048_516, rate: 2, waiting: 212 }, 'ETA 30s'],
    [{ done: 1_048_516, rate: 2 }, 'ETA 30s'],
    [{ rate: 100 }, 'ETA 1h43m'],
    [{ rate: 1 }, 'ETA 7d03h'],
    [{ rate: 0.001 }, 'ETA >999d'],
  ])('%j gives %s', (change, expected) => {
    expect(text(change)).toMatch(new RegExp(`${expected.replace('?', '\\?')}$`));
  });

  test('says 100% only at the end', () => {
    expect(text({ done: 1_048_575 })).toContain(' 99% ');
    expect(text({ done: 0, total: 0 })).toContain(' 100% ');
  });
});
