import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatV4, parseV4 } from '../../src/domain/address.ts';
import { createPermit } from '../../src/scope/permit.ts';
import { parseScope } from '../../src/scope/scope.ts';
import { NOW, scopeOf, scopeText } from '../helpers/scope.ts';

describe('permit', () => {
  it('agrees with a naive set', () => {
    const small = fc.integer({ min: 0, max: 600 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(small, small), { minLength: 1, maxLength: 6 }),
        fc.array(small, { maxLength: 20 }),
        (pairs, holes) => {
          const base = parseV4('127.5.0.0');
          const ranges = [
            ...new Map(
              pairs.map(([a, b]) => [`${Math.min(a, b)}-${Math.max(a, b)}`, [Math.min(a, b), Math.max(a, b)] as const]),
            ).values(),
          ];
          const allowed = new Set(ranges.flatMap(([a, b]) => Array.from({ length: b - a + 1 }, (_, i) => a + i)));
          for (const hole of holes) allowed.delete(hole);
          if (allowed.size === 0) return;
          const exclude = `exclude: [${holes.map((hole) => formatV4(base + hole)).join(', ')}]\n`;
          const scope = scopeOf(
            ranges.map(([a, b]) => `${formatV4(base + a)}-${formatV4(base + b)}`),
            exclude,
          );
          const permit = createPermit(scope, { now: () => NOW });
          for (let i = -2; i <= 602; i += 1) expect(permit(formatV4(base + i), 2375)).toBe(allowed.has(i));
          expect(scope.addresses).toBe(allowed.size);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('denies other ports, other spellings, and every day outside the authorisation', () => {
    const scope = scopeOf(['127.0.0.1', '"::1"']);
    const permit = createPermit(scope, { now: () => NOW });
    expect(permit('127.0.0.1', 2375)).toBe(true);
    expect(permit('::1', 2376)).toBe(true);
    expect(permit('127.0.0.1', 22)).toBe(false);
    expect(permit('127.0.0.01', 2375)).toBe(false);
    expect(permit('::ffff:127.0.0.1', 2375)).toBe(false);
    expect(permit('localhost', 2375)).toBe(false);
    expect(createPermit(scope, { now: () => Date.parse('2036-12-31T23:59:59Z') })('127.0.0.1', 2375)).toBe(true);
    expect(createPermit(scope, { now: () => Date.parse('2037-01-01T00:00:00Z') })('127.0.0.1', 2375)).toBe(false);
    expect(createPermit(scope, { now: () => Date.parse('2025-12-31T23:59:59Z') })('127.0.0.1', 2375)).toBe(false);
  });

  it.each([
    '',
    ' 127.0.0.1',
    '127.0.0.1 ',
    '127.0.0.1\n',
    '127.1',
    '2130706433',
    '0x7f.0.0.1',
    '127.0.0.256',
    '::1%lo',
    ':',
    '[::1]',
  ])('denies %j', (address) => {
    expect(createPermit(scopeOf(['127.0.0.1', '"::1"']), { now: () => NOW })(address, 2375)).toBe(false);
  });

  it('knows the ports of each span, and the ends of spans of both families', () => {
    const files = [
      { file: 'a.yaml', text: scopeText(['127.0.0.4-127.0.0.7', '"fd00::10-fd00::1f"']) },
      { file: 'b.yaml', text: scopeText(['127.0.0.9'], 'ports: [99]\n') },
    ];
    const scope = parseScope(files, { now: NOW, maxAddresses: 100 });
    const permit = createPermit(scope, { now: () => NOW });
    const asked = [
      '127.0.0.3',
      '127.0.0.4',
      '127.0.0.7',
      '127.0.0.8',
      '127.0.0.9',
      'fd00::f',
      'fd00::10',
      'fd00::1f',
      'fd00::20',
    ];
    expect(asked.filter((address) => permit(address, 2376))).toEqual([
      '127.0.0.4',
      '127.0.0.7',
      'fd00::10',
      'fd00::1f',
    ]);
    expect(asked.filter((address) => permit(address, 99))).toEqual(['127.0.0.9']);
  });

  it('asks the clock each time: a run that crosses the last day stops', () => {
    let now = Date.parse('2036-12-31T23:59:59.999Z');
    const permit = createPermit(scopeOf(['127.0.0.1']), { now: () => now });
    expect(permit('127.0.0.1', 2375)).toBe(true);
    now += 1;
    expect(permit('127.0.0.1', 2375)).toBe(false);
  });
});
