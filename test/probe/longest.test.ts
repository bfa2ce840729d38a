import { expect, it } from 'vitest';
import { longestTries } from '../../src/probe/longest.ts';
import { patientLimits } from '../../src/probe/probe-limits.ts';

it('is never less than the limits allow', () => {
  const { first, patient } = longestTries(1_500);
  expect(patient).toBeGreaterThanOrEqual(patientLimits(1_500).total);
  expect(first).toBeGreaterThan(10_000);
});
