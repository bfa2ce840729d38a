import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatV4, parseV4 } from '../../src/ip.ts';
import { createPermit } from '../../src/scope/permit.ts';
import { renderPlan } from '../../src/scope/plan.ts';
import { loadScope, parseScope } from '../../src/scope/scope.ts';
import { NOW, scopeOf, scopeText } from '../helpers/scope.ts';

describe('the effective scope', () => {
  it('takes exclusions out as one set and counts each once', () => {
    const scope = scopeOf(['10.0.0.0/24', '10.0.0.128/25'], 'exclude: [10.0.0.0/26, 10.0.0.10, 10.9.9.9]\n');
    expect(scope.addresses).toBe(192);
    expect(scope.endpoints).toBe(384);
    expect(scope.ranges.map(({ addresses }) => addresses)).toEqual([64, 128]);
    expect(scope.removals).toEqual([
      { reason: 'excluded', text: '10.0.0.0/26', addresses: 64 },
      { reason: 'excluded', text: '10.0.0.10', addresses: 1 },
      { reason: 'excluded', text: '10.9.9.9', addresses: 0 },
    ]);
  });

  it('takes special space out of a wider range and says so', () => {
    const scope = scopeOf(['192.0.0.0/16']);
    expect(scope.removals.map(({ text, addresses }) => [text, addresses])).toEqual([
      ['192.0.0.0/24', 256],
      ['192.0.2.0/24', 256],
    ]);
    expect(scope.addresses).toBe(65_536 - 512);
    expect(scopeOf(['192.168.0.0/24']).removals).toEqual([]);
  });

  it('gives an overlap to the smaller range, whatever the order', () => {
    const scope = scopeOf(['10.0.0.0/24', '10.0.0.64/26']);
    expect(scope.spans.map(({ first, last, range }) => [first, last, range])).toEqual([
      ['10.0.0.0', '10.0.0.63', 0],
      ['10.0.0.64', '10.0.0.127', 1],
      ['10.0.0.128', '10.0.0.255', 0],
    ]);
  });

  it('has a digest that changes with what may be touched, and with nothing else', () => {
    const { digest } = scopeOf(['10.0.0.0/24']);
    expect(scopeOf(['10.0.0.0/25', '10.0.0.128/25']).digest).not.toBe(digest);
    expect(scopeOf(['10.0.0.0/24'], 'exclude: [10.0.0.1]\n').digest).not.toBe(digest);
    expect(scopeOf(['10.0.0.0/24'], 'ports: [2375]\n').digest).not.toBe(digest);
    expect(
      parseScope([{ file: 'other.yaml', text: scopeText(['10.0.0.0/24']).replace('team', 'else') }], {
        now: NOW,
        maxAddresses: 256,
      }).digest,
    ).toBe(digest);
  });

  it('reads ten thousand ranges in little time', () => {
    const ranges = Array.from({ length: 10_000 }, (_, i) => `10.${Math.floor(i / 128)}.${(i % 128) * 2}.0/25`);
    expect(scopeOf(ranges).addresses).toBe(1_280_000);
  });

  it('ships a scope of loopback alone', async () => {
    const scope = await loadScope(['targets'], { now: NOW, maxAddresses: 256 });
    expect(scope.spans.every(({ first }) => first.startsWith('127.') || first === '::1')).toBe(true);
  });
});

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
});

it('plans in 80 columns and warns of an authorisation that ends soon', () => {
  const options = {
    rate: 100,
    prefixRate: 100,
    timeout: 1_500,
    retries: 1,
    concurrency: 500,
    shard: { index: 1, count: 2 },
    now: Date.parse('2036-12-20T00:00:00Z'),
  };
  const text = renderPlan(scopeOf(['127.0.0.0/16'], 'exclude: [127.0.0.0/24]\n'), options);
  expect(text).toContain('nothing was sent');
  expect(text).toContain('expires in 12 days');
  expect(text).toContain('65,280 addresses');
  expect(text).toContain('shard 1/2: 65,280');
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});
