import { expect, test } from 'vitest';
import { cell } from '../../src/text/escape.ts';
import * as limits from '../../src/text/limits.ts';

test('names its unit in every limit', () => {
  for (const [name, value] of Object.entries(limits)) {
    expect(name).toMatch(/_CHARACTERS$/);
    expect(value).toBeGreaterThan(0);
  }
});

test('bounds a cell, the apostrophe before a formula included', () => {
  expect([...cell('=1'.repeat(5000))].length).toBeLessThanOrEqual(limits.CELL_CHARACTERS);
});
