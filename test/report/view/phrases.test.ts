import { describe, expect, test } from 'vitest';
import { dayOf } from '../../../src/domain/time.ts';
import { SEVERITIES } from '../../../src/domain/verdicts.ts';
import { countBy, daysText, minuteOf } from '../../../src/report/view/phrases.ts';
import { sampleFinding } from '../sample.ts';

describe('times', () => {
  test('are short, and harmless where they are none', () => {
    expect(minuteOf('2026-03-01T02:03:11.480Z')).toBe('2026-03-01 02:03 UTC');
    expect(minuteOf('\u001b[2J')).toBe('\uFFFD[2J');
    expect(dayOf('2026-03-01T02:03:11.480Z')).toBe('2026-03-01');
    expect([0, 1, 2].map(daysText)).toEqual(['since today', '1 day', '2 days']);
  });
});

test('countBy keeps the order of the words, and leaves out those without', () => {
  const findings = (['info', 'critical', 'info'] as const).map((severity) => ({
    ...sampleFinding('10.0.0.1', { verdict: 'inconclusive' }),
    severity,
  }));
  expect(countBy(findings, SEVERITIES, ({ severity }) => severity)).toEqual([
    ['critical', 1],
    ['info', 2],
  ]);
});
