import { describe, expect, test } from 'vitest';
import { closingTimes, openedResolved, severityColumns, shareBar } from '../../../../src/report/people/html/charts.ts';
import { sampleTrend } from '../../sample-history.ts';

const numbers = (text: string, name: string): number[] =>
  [...text.matchAll(new RegExp(`(?<![a-z-])${name}="(-?[\\d.]+)"`, 'g'))].map(([, n]) => Number(n));

describe('shareBar', () => {
  test('shares out the whole width, and leaves out what is not there', () => {
    const { text } = shareBar(
      [
        { name: 'open', n: 1 },
        { name: 'closed', n: 3 },
        { name: 'filtered', n: 0 },
      ],
      'States: "open" 1',
    );
    expect(numbers(text, 'width')).toEqual([25, 75]);
    expect(text).toContain('aria-label="States: &quot;open&quot; 1"');
    expect(text).not.toContain('filtered');
  });

  test('lets one in a million be seen, within the width', () => {
    const { text } = shareBar(
      [
        { name: 'open', n: 1 },
        { name: 'closed', n: 1_000_000 },
      ],
      '',
    );
    expect(numbers(text, 'width')).toEqual([0.6, 99.4]);
  });

  test('draws nothing of nothing', () => {
    expect(shareBar([{ name: 'open', n: 0 }], '').text).toBe('');
  });
});

describe('severityColumns', () => {
  test('has a column for each run, as high as its findings', () => {
    const { text } = severityColumns(sampleTrend(12));
    expect(text.match(/<g>/g)).toHaveLength(12);
    expect(text).toContain('<title>2025-12-14: 9 critical, 6 high, 1 medium, 1 low, 3 info</title>');
    const heights = numbers(text, 'height');
    const [first = ''] = text.match(/<g>.*?<\/g>/s) ?? [];
    expect(numbers(first, 'height').reduce((sum, height) => sum + height, 0)).toBeCloseTo((110 * 20) / 22, 1);
    expect(Math.max(...heights)).toBeLessThanOrEqual(110);
    expect(Math.min(...numbers(text, 'y'))).toBeGreaterThanOrEqual(-0.01);
  });

  test('draws runs without findings', () => {
    const none = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
    expect(severityColumns(sampleTrend(2).map((point) => ({ ...point, severities: none }))).text).not.toContain('NaN');
  });
});

describe('openedResolved', () => {
  test('keeps within its frame', () => {
    const { text } = openedResolved(sampleTrend(12));
    expect(text.match(/class="opened"/g)).toHaveLength(12);
    expect(Math.min(...numbers(text, 'y'))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers(text, 'height'))).toBeLessThanOrEqual(55);
  });
});

describe('closingTimes', () => {
  test('leaves a gap where nothing was closed', () => {
    expect(closingTimes(sampleTrend(12)).text.match(/<circle/g)).toHaveLength(9);
  });

  test('is left out where nothing was ever closed', () => {
    expect(closingTimes(sampleTrend(3).map((point) => ({ ...point, meanDaysToClose: null }))).text).toBe('');
  });
});
