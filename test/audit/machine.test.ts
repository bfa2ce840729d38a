import { expect, it } from 'vitest';
import { deriveCapacity, readDescriptors, requireDescriptors } from '../../src/audit/machine.ts';

it('never plans for more descriptors than there are', () => {
  for (let limit = 64; limit < 5_000; limit += 7) {
    const { connections, probes, waiting } = deriveCapacity({ limit, open: 21 });
    expect(connections + probes + waiting).toBeLessThanOrEqual(Math.max(2, limit - 21));
    expect(Math.min(connections, probes)).toBeGreaterThanOrEqual(1);
  }
  expect(deriveCapacity({ limit: 1_000_000, open: 20 })).toEqual({ connections: 16_384, probes: 64, waiting: 4_096 });
  expect(deriveCapacity({ limit: 1_000_000, open: 20 }, 100)).toEqual({ connections: 100, probes: 64, waiting: 4_096 });
});

it('reads the limit of this process', () => {
  const { limit, open } = readDescriptors(() => 300);
  expect(limit).toBeGreaterThan(open);
  expect(open).toBeGreaterThan(3);
});

it('refuses a run, or any command, that could not open its files, and says how many it needs', () => {
  expect(() => requireDescriptors({ limit: 50, open: 20 }, 'a run')).not.toThrow();
  expect(() => requireDescriptors({ limit: 49, open: 20 }, 'a run')).toThrow(
    'the limit of open files is 49, and a run needs 50 here: raise it, as in ulimit -n 1024 [DESCRIPTORS_TOO_FEW]',
  );
  expect(() => requireDescriptors({ limit: 25, open: 20 }, 'any command')).not.toThrow();
  expect(() => requireDescriptors({ limit: 24, open: 20 }, 'any command')).toThrow('any command needs 25 here');
});
