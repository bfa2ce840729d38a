import { expect, it } from 'vitest';
import { firstLimits, patientLimits } from '../../src/probe/probe-limits.ts';

it('gives a probe twice the time of the sweep to connect, and three seconds at least', () => {
  expect(firstLimits(100).connect).toBe(3_000);
  expect(firstLimits(1_500).connect).toBe(3_000);
  expect(firstLimits(5_000).connect).toBe(10_000);
});

it('outwaits an engine with a dead plug-in on the second try alone', () => {
  // Seen with a real one: 15 seconds.
  expect(firstLimits(1_500).firstByte).toBeLessThan(15_000);
  expect(patientLimits(1_500).firstByte).toBeGreaterThan(15_000);
});

it.each([
  ['first', firstLimits(1_500)],
  ['patient', patientLimits(1_500)],
])('has bounds that agree with each other: %s', (_name, limits) => {
  for (const bound of Object.values(limits)) expect(bound).toBeGreaterThan(0);
  expect(limits.firstByte).toBeLessThan(limits.total);
  expect(limits.kept).toBeLessThan(limits.body);
  expect(limits.body).toBeLessThan(limits.excess);
  // A genuine answer of a recent engine has about 2,000 bytes.
  expect(limits.body).toBeGreaterThan(20_000);
});
