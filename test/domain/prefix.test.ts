import { expect, it } from 'vitest';
import { prefixOf } from '../../src/domain/prefix.ts';

it('names the prefix of an address', () => {
  expect(prefixOf('127.0.5.77')).toBe('127.0.5.0/24');
  expect(prefixOf('fd00::12:3456')).toBe('fd00::12:3400/120');
  expect(prefixOf('::1')).toBe('::/120');
  expect(() => prefixOf('127.0.0')).toThrow(RangeError);
});
