import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalMoment,
  dayIn,
  dayOf,
  daysBetween,
  isMomentText,
  isoNow,
  isoOf,
  millisecondsOf,
} from '../../src/domain/time.ts';

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

  it('have one form', () => {
    expect(canonicalMoment('2026-03-01T02:00:07Z')).toBe('2026-03-01T02:00:07.000Z');
    expect(canonicalMoment('2026-03-01')).toBe('2026-03-01T00:00:00.000Z');
    expect(canonicalMoment('2026-02-30T00:00:00.000Z')).toBe(isoOf(Date.parse('2026-02-30T00:00:00.000Z')));
    expect(canonicalMoment('yesterday')).toBeUndefined();
  });

  it('are known without the parser as they are with it', () => {
    const digits = fc.integer({ min: 0, max: 99 }).map((n) => String(n).padStart(2, '0'));
    const written = fc
      .tuple(digits, digits, digits, digits, digits, digits)
      .map(([year, month, day, hour, minute, second]) => `20${year}-${month}-${day}T${hour}:${minute}:${second}.007Z`);
    const real = fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
    fc.assert(
      fc.property(fc.oneof(written, real, fc.string()), (text) => {
        const time = millisecondsOf(text);
        expect(isMomentText(text)).toBe(time !== undefined);
        expect(canonicalMoment(text)).toBe(time === undefined ? undefined : isoOf(time));
      }),
      { numRuns: 2_000 },
    );
  });

  it('are whole and part days apart, never less than none', () => {
    expect(daysBetween('2026-03-01T00:00:00Z', '2026-03-02T12:00:00Z')).toBe(1.5);
    expect(daysBetween('2026-03-02', '2026-03-01')).toBe(0);
  });
});
