import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chooseBlock, PORT_MASK, portOf, readLocalPorts } from '../../../src/sweep/syn/ports.ts';

const SIZE = 0x10000 - PORT_MASK;
const ports = fc.tuple(fc.integer({ min: 1, max: 65_535 }), fc.integer({ min: 1, max: 65_535 })).map(([a, b]) => ({
  first: Math.min(a, b),
  last: Math.max(a, b),
}));

it('gives each thread a block of its own, and one that connections do not use while there is one', () => {
  fc.assert(
    fc.property(ports, fc.integer({ min: 1, max: 15 }), (range, threads) => {
      const chosen = Array.from({ length: threads }, (_, thread) => chooseBlock(range, thread));
      expect(new Set(chosen).size).toBe(threads);
      const isFree = (block: number): boolean => block + SIZE - 1 < range.first || block > range.last;
      const free = Array.from({ length: 15 }, (_, i) => (i + 1) * SIZE).filter(isFree).length;
      expect(chosen.filter(isFree)).toHaveLength(Math.min(free, threads));
      for (const block of chosen) {
        expect(block % SIZE).toBe(0);
        expect(block).toBeGreaterThanOrEqual(SIZE);
        expect(block + SIZE).toBeLessThanOrEqual(0x10000);
      }
    }),
  );
});

it('cuts a port out of a cookie, inside the block', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 15 }), fc.nat(2 ** 32 - 1), (number, rest) => {
      const port = portOf(number * SIZE, rest);
      expect(port & PORT_MASK).toBe(number * SIZE);
    }),
  );
});

it('reads the range of this machine', () => {
  const { first, last } = readLocalPorts();
  expect(first).toBeGreaterThan(0);
  expect(last).toBeGreaterThan(first);
  expect(last).toBeLessThan(65_536);
});
