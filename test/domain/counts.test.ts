import { expect, it } from 'vitest';
import { countWords, sumCounts, totalOf, zeroCounts } from '../../src/domain/counts.ts';

const WORDS = ['red', 'green'] as const;

it('gives every word a number', () => {
  expect(zeroCounts(WORDS)).toEqual({ red: 0, green: 0 });
  expect(countWords(WORDS, ['red', 'red', null] as const, (word) => word)).toEqual({ red: 2, green: 0 });
});

it('adds counts up', () => {
  const sum = sumCounts(WORDS, [
    { red: 1, green: 2 },
    { red: 3, green: 4 },
  ]);
  expect(sum).toEqual({ red: 4, green: 6 });
  expect(totalOf(sum)).toBe(10);
});
