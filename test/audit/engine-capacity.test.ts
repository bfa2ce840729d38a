import { expect, it } from 'vitest';
import { capacityOf, ENGINES, whyNotNative } from '../../src/audit/engine-capacity.ts';
import { MAX_PORTABLE_CONNECTIONS } from '../../src/audit/machine.ts';

const PLENTY = { limit: 1_048_576, open: 20 };

it('lets the portable engine have no more connections than the event loop can watch', () => {
  expect(capacityOf('portable', PLENTY).connections).toBe(MAX_PORTABLE_CONNECTIONS);
});

it.skipIf(whyNotNative() !== undefined)('lets the native engines have more', () => {
  for (const engine of ['connect', 'syn'] as const)
    expect(capacityOf(engine, PLENTY).connections).toBeGreaterThan(MAX_PORTABLE_CONNECTIONS);
});

it('gives every engine a connection and a probe where hardly any descriptor is free', () => {
  for (const engine of ENGINES) {
    if (engine === 'auto') continue;
    expect(capacityOf(engine, { limit: 25, open: 22 })).toEqual({ connections: 1, probes: 1, waiting: 0 });
  }
});
