import { describe, expect, test } from 'vitest';
import { runFacts, scope } from '../../../../src/report/people/html/scope-section.ts';
import { sampleReport } from '../../sample.ts';

function until(day: string): string {
  const report = sampleReport();
  const [range] = report.scope.ranges;
  if (range !== undefined) range.authorization.until = day;
  return scope(report).text;
}

describe('scope', () => {
  test('says who allowed what, where it is written, and what was left out', () => {
    const { text } = scope(sampleReport());
    expect(text).toContain('ciso@example.org <span class="quiet">SEC-1042</span>');
    expect(text).toContain('<code>targets/office.yaml:5</code>');
    expect(text).toContain('<code>10.20.0.53</code> excluded <span class="quiet">1 address</span>');
    expect(text).toContain('255 addresses and 510 endpoints were authorised');
  });

  test.each([
    ['2026-12-31', undefined],
    ['2026-04-01', undefined],
    ['2026-03-31', '30 days left'],
    ['2026-03-02', '1 day left'],
    ['2026-03-01', 'last day'],
    ['2026-02-28', 'expired'],
    ['soon', undefined],
  ])('an authorisation until %s gives the warning %s', (day, warning) => {
    const found = /<b class="overdue">(.*?)<\/b>/.exec(until(day))?.[1];
    expect(found).toBe(warning);
  });
});

describe('runFacts', () => {
  test('says how the run was made', () => {
    const { text } = runFacts(sampleReport().run);
    expect(text).toContain('<dt>rate</dt><dd>200 per second, 20 per /24 or /64</dd>');
    expect(text).toContain('<dt>timeout</dt><dd>1,500 ms, 1 retry</dd>');
    expect(text).not.toContain('<dt>resumed</dt>');
  });
});
