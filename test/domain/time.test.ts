import { describe, expect, it } from 'vitest';
import { dayIn, dayOf, daysBetween, isoNow, isoOf, millisecondsOf } from '../../src/domain/time.ts';

describe('moments as text', () => {
  it('are ISO 8601 in UTC', () => {
    expect(isoOf(0)).toBe('1970-01-01T00:00:00.000Z');
    expect(isoNow({ now: () => 1 })).toBe('1970-01-01T00:00:00.001Z');
    expect(millisecondsOf('1970-01-01T00:00:01.000Z')).toBe(1000);
  });

  it('have a day, and days after it', () => {
    expect(dayOf('2026-03-01T23:59:59.999Z')).toBe('2026-03-01');
    expect(dayOf('2026-02-28', 1)).toBe('2026-03-01');
    expect(() => dayOf('x')).toThrow(RangeError);
  });

  it.each(['', 'x', '1', '=1+1', '2026-99-99'])('are not found in %j', (text) => {
    expect([dayIn(text), millisecondsOf(text)]).toEqual([undefined, undefined]);
  });

  it('are whole and part days apart, never less than none', () => {
    expect(daysBetween('2026-03-01T00:00:00Z', '2026-03-02T12:00:00Z')).toBe(1.5);
    expect(daysBetween('2026-03-02', '2026-03-01')).toBe(0);
  });
});
