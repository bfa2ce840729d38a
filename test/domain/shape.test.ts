import { expect, it } from 'vitest';
import {
  isAddressText,
  isCount,
  isMoment,
  isNumber,
  isPort,
  isText,
  listOf,
  oneOf,
  optional,
  orNull,
  recordOf,
  shapeOf,
  tryJson,
  tupleOf,
} from '../../src/domain/shape.ts';

it('tells numbers, moments and addresses from what only looks like one', () => {
  expect([0, 7, 2 ** 53 - 1].every(isCount)).toBe(true);
  expect([-1, 1.5, Number.NaN, 2 ** 53, '1', null].some(isCount)).toBe(false);
  expect([1, 65_535].every(isPort)).toBe(true);
  expect([0, 65_536, 1.5].some(isPort)).toBe(false);
  expect([Number.NaN, Number.POSITIVE_INFINITY, '1', null].some(isNumber)).toBe(false);
  expect(['2026-03-01', '2026-03-01T00:00:00.000Z'].every(isMoment)).toBe(true);
  expect(['', 'yesterday', '+275760-09-14', 7, null].some(isMoment)).toBe(false);
  expect(['127.0.0.1', '::1'].every(isAddressText)).toBe(true);
  expect(['127.0.0.01', 'localhost', 1].some(isAddressText)).toBe(false);
});

it('checks lists, records and tuples item by item', () => {
  expect(listOf(isText)(['a'])).toBe(true);
  expect([['a', 1], { length: 0 }, 'a', null].some(listOf(isText))).toBe(false);
  expect(recordOf(isText)({ a: 'b' })).toBe(true);
  expect([{ a: 1 }, ['b'], null].some(recordOf(isText))).toBe(false);
  const isPair = tupleOf<[number, string]>(isCount, isText);
  expect(isPair([1, 'a'])).toBe(true);
  expect([[1], [1, 'a', 2], ['a', 1]].some(isPair)).toBe(false);
  expect(oneOf(['a', 'b'])('c')).toBe(false);
});

it('checks the fields of an object, and takes more than it knows', () => {
  const isPlace = shapeOf<{ host: string; port: number | null; note?: string }>({
    host: isText,
    port: orNull(isPort),
    note: optional(isText),
  });
  expect(isPlace({ host: 'a', port: null, more: 1 })).toBe(true);
  expect(isPlace({ host: 'a', port: 1, note: undefined })).toBe(true);
  const wrong = [{ host: 'a' }, { host: 'a', port: 1, note: 2 }, [], null, 'a', Object.create({ host: 'a', port: 1 })];
  expect(wrong.some(isPlace)).toBe(false);
  expect(tryJson('{')).toBeUndefined();
  expect(tryJson('null')).toBeNull();
});
