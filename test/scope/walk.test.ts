import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseV4 } from '../../src/domain/address.ts';
import { createPermutation, createWalk } from '../../src/scope/walk.ts';
import { scopeOf } from '../helpers/scope.ts';

const WHOLE = { index: 1, count: 1 };

function listed(walk: ReturnType<typeof createWalk>): string[] {
  return Array.from({ length: walk.size }, (_, i) => walk.at(i)).map(({ address, port }) => `${address} ${port}`);
}

describe('the permutation', () => {
  it('visits each value once, for any size and seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000 }), fc.nat(), (size, seed) => {
        const { permute, invert } = createPermutation(size, seed);
        const permuted = Array.from({ length: size }, (_, i) => permute(i));
        expect(new Set(permuted).size).toBe(size);
        expect(permuted.map(invert)).toEqual(Array.from({ length: size }, (_, i) => i));
      }),
      { numRuns: 100 },
    );
  });

  it('stays inside sizes beyond 32 bits', () => {
    const size = 2 ** 32 * 3 + 17;
    const { permute, invert } = createPermutation(size, 7);
    const seen = new Set(Array.from({ length: 10_000 }, (_, i) => permute(i * 1_000_003)));
    expect(seen.size).toBe(10_000);
    expect(invert(permute(2 ** 33 + 5))).toBe(2 ** 33 + 5);
    expect(Math.max(...seen)).toBeLessThan(size);
    expect(Math.max(...seen)).toBeGreaterThan(2 ** 32);
  });
});

describe('the walk', () => {
  const scope = scopeOf(
    ['127.0.0.0/28', '127.9.0.3-127.9.0.9', '"::1"', '127.7.7.7'],
    'exclude: [127.0.0.5, 127.9.0.4-127.9.0.5]\nports: [2375, 2376, 4243]\n',
  );
  const naive = scope.spans.flatMap(({ first, size }) => {
    const [head, last] = [first.slice(0, first.lastIndexOf('.') + 1), Number(first.split('.').at(-1))];
    return Array.from({ length: size }, (_, i) => (first.includes(':') ? first : `${head}${last + i}`)).flatMap(
      (address) => [2375, 2376, 4243].map((port) => `${address} ${port}`),
    );
  });

  it('visits each authorised endpoint exactly once', () => {
    expect(listed(createWalk(scope, 1, WHOLE)).sort()).toEqual([...naive].sort());
    expect(naive).toHaveLength(scope.endpoints);
  });

  it.each([2, 3, 7, 71, 200])('is the union of its %i shards', (count) => {
    const parts = Array.from({ length: count }, (_, i) => listed(createWalk(scope, 5, { index: i + 1, count })));
    expect(parts.flat().sort()).toEqual([...naive].sort());
  });

  it('has the same order for the same seed on every machine', () => {
    expect(listed(createWalk(scope, 42, WHOLE))).toEqual(listed(createWalk(scope, 42, WHOLE)));
    expect(listed(createWalk(scope, 42, WHOLE))).not.toEqual(listed(createWalk(scope, 43, WHOLE)));
    expect(listed(createWalk(scopeOf(['127.0.0.0/24']), 42, WHOLE)).slice(0, 4)).toMatchInlineSnapshot(`
      [
        "127.0.0.96 2375",
        "127.0.0.156 2376",
        "127.0.0.20 2376",
        "127.0.0.159 2375",
      ]
    `);
  });

  it('crosses the groups of IPv6', () => {
    const walk = createWalk(scopeOf(['fd00::fffe-fd00::1:1'], 'ports: [2375]\n'), 1, WHOLE);
    expect(listed(walk).sort()).toEqual(['fd00::1:0 2375', 'fd00::1:1 2375', 'fd00::fffe 2375', 'fd00::ffff 2375']);
  });

  it('does not hammer one subnet', () => {
    const walk = createWalk(scopeOf(['127.0.0.0/16']), 3, WHOLE);
    let same = 0;
    for (let i = 1; i < 5_000; i += 1)
      if (walk.at(i).address.split('.')[2] === walk.at(i - 1).address.split('.')[2]) same += 1;
    expect(same).toBeLessThan(60);
  });

  it('refuses a position outside', () => {
    const walk = createWalk(scope, 1, WHOLE);
    expect(() => walk.at(walk.size)).toThrow(RangeError);
    expect(() => walk.at(-1)).toThrow(RangeError);
  });
});

it('finds every endpoint where it stands, and nothing else', () => {
  const scope = scopeOf(
    ['127.0.0.0/28', '127.9.0.3-127.9.0.9', '"::1"', '127.7.7.7'],
    'exclude: [127.0.0.5]\nports: [2375, 2376, 4243]\n',
  );
  for (const shard of [WHOLE, { index: 2, count: 3 }]) {
    const walk = createWalk(scope, 5, shard);
    for (let position = 0; position < walk.size; position += 1) {
      const { address, port } = walk.at(position);
      expect(walk.find(address, port)).toBe(position);
      const v4 = parseV4(address);
      if (v4 >= 0) expect(walk.findV4(v4, port)).toBe(position);
    }
    expect(walk.find('127.0.0.5', 2375)).toBeUndefined();
    expect(walk.find('::2', 2375)).toBeUndefined();
    for (const address of ['0.0.0.0', '127.0.0.5', '127.0.0.16', '127.9.0.2', '127.9.0.10', '255.255.255.255'])
      expect(walk.findV4(parseV4(address), 2375)).toBe(-1);
    expect(walk.findV4(parseV4('127.0.0.1'), 80)).toBe(-1);
  }
});
