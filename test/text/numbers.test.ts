import { expect, test } from 'vitest';
import { count, percentText } from '../../src/text/numbers.ts';

test('count groups thousands', () => {
  expect([0, 999, 1000, 1_048_576].map(count)).toEqual(['0', '999', '1,000', '1,048,576']);
});

test('percentText never rounds up', () => {
  expect([0, 43.92, 99.999, 100].map(percentText)).toEqual(['0 %', '43.9 %', '99.9 %', '100 %']);
});
