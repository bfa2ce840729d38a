import { Script } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { SCRIPT } from '../../../../src/report/people/html/script.ts';

// What it does is tested where it runs: browser.test.ts.
describe('SCRIPT', () => {
  test('is a program', () => {
    expect(() => new Script(SCRIPT)).not.toThrow();
  });

  test('makes no markup from text, and reaches for nothing outside of the page', () => {
    expect(SCRIPT).not.toMatch(
      /innerHTML|outerHTML|insertAdjacent|document\.write|eval|Function\(|fetch|XMLHttp|import|localStorage|cookie|location|https?:/,
    );
  });

  test('ends no script element, and is the same after every way to read it', () => {
    expect(SCRIPT).not.toMatch(/<\/|<!--|\r|[^\n -~]/);
  });
});
