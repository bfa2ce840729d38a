import { expect, it } from 'vitest';
import { daysLeftIfEnding } from '../../src/domain/scope.ts';

it.each([
  ['2026-01-30T00:00:00Z', undefined],
  ['2026-01-30T00:00:01Z', 30],
  ['2026-02-28T12:00:00Z', 1],
  ['2026-03-01T12:00:00Z', 0],
  ['2026-03-02T00:00:01Z', -1],
  ['no time', undefined],
])('has so many days left at %s of an authorisation until 2026-03-01: %s', (now, days) => {
  const authorization = { by: 'ciso', reference: 'T-1', from: '2026-01-01', until: '2026-03-01' };
  expect(daysLeftIfEnding(authorization, Date.parse(now))).toBe(days);
});
