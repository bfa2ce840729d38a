import { describe, expect, it } from 'vitest';
import { daysLeftIfEnding, pathsKey, STANDS, scopeKeyOf, standsOf } from '../../src/domain/scope.ts';
import { scopeOf } from '../helpers/scope.ts';

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

describe('what history calls a scope', () => {
  it('is its key, else its name, else the files of an older scope', () => {
    const files = ['b.yaml', 'a.yaml', 'b.yaml'];
    expect(scopeKeyOf({ key: '/srv/targets', name: 'office', files })).toBe('/srv/targets');
    expect(scopeKeyOf({ name: 'office', files })).toBe('office');
    expect(scopeKeyOf({ files })).toBe('["a.yaml","b.yaml"]');
    expect(scopeKeyOf({ files: ['targets/a.yaml'] })).toBe('targets/a.yaml');
  });

  it('tells one path with an odd name from two paths', () => {
    expect(pathsKey(['/a', '/b'])).not.toBe(pathsKey(['/a\n/b']));
    expect(pathsKey(['/a, /b'])).not.toBe(pathsKey(['/b', '/a']));
    expect(pathsKey(['/b', '/a'])).toBe(pathsKey(['/a', '/b', '/a']));
  });
});

it('knows where each declared vantage stands', () => {
  const vantages = STANDS.map((stands) => `{ name: from-${stands}, stands: ${stands} }`);
  const scope = scopeOf(['127.0.0.1'], `vantages: [${vantages.join(', ')}]\n`);
  expect(new Set(STANDS)).toEqual(new Set(scope.vantages?.map(({ stands }) => stands)));
  expect(STANDS.map((stands) => standsOf(scope, `from-${stands}`))).toEqual([...STANDS]);
  expect(standsOf(scope, 'default')).toBeUndefined();
  expect(standsOf(scopeOf(['127.0.0.1']), 'from-internet')).toBeUndefined();
});
