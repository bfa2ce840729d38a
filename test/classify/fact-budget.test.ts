import { expect, it } from 'vitest';
import { FactBudget, keptText, MAX_FACTS_BYTES } from '../../src/classify/fact-budget.ts';

it('keeps what there is room for, and leaves the rest out whole', () => {
  const budget = new FactBudget({ spent: 'x'.repeat(MAX_FACTS_BYTES - 200) });
  expect(budget.take('y'.repeat(300))).toBe(false);
  expect(
    budget.record([
      ['a', 'b'.repeat(128)],
      ['c', 'd'.repeat(128)],
      ['e', 'f'],
    ]),
  ).toEqual({ a: 'b'.repeat(128), e: 'f' });
});

it('cuts one text at 128 characters', () => {
  expect(keptText('x'.repeat(1_000))).toBe(`${'x'.repeat(127)}…`);
  expect(keptText(undefined)).toBe('');
});
