import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_ORG, orgOf } from '../../../src/report/view/render-options.ts';

describe('orgOf', () => {
  test.each([
    ['example-corp', 'example-corp'],
    ['team_a-eu', 'team_a-eu'],
    ['ex.corp', 'ex_corp'],
    ['../../etc', '______etc'],
    ['--a--', 'a'],
    ['', DEFAULT_ORG],
    ['-', DEFAULT_ORG],
  ])('%j becomes %j', (org, expected) => {
    expect(orgOf({ org })).toBe(expected);
  });

  test('has a default', () => {
    expect(orgOf({})).toBe(DEFAULT_ORG);
  });

  test('is letters, digits and `_` in parts, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (org) => {
        expect(orgOf({ org })).toMatch(/^\w+(?:-\w+)*$/);
        expect(orgOf({ org }).length).toBeLessThanOrEqual(64);
      }),
    );
  });
});
