import { expect, test } from 'vitest';
import { count, percentText, plural } from '../../src/text/numbers.ts';

test('count groups thousands', () => {
  expect([0, 999, 1000, 1_048_576].map(count)).toEqual(['0', '999', '1,000', '1,048,576']);
});

test('percentText never rounds up', () => {
  expect([0, 43.92, 99.999, 100].map(percentText)).toEqual(['0 %', '43.9 %', '99.9 %', '100 %']);
});

test('counts with the right form of the noun', () => {
  expect([0, 1, 2, 1000].map((n) => plural(n, 'engine'))).toEqual([
    '0 engines',
    '1 engine',
    '2 engines',
    '1,000 engines',
  ]);
  expect([plural(2, 'address'), plural(2, 'retry'), plural(1, 'address')]).toEqual([
    '2 addresses',
    '2 retries',
    '1 address',
  ]);
});
