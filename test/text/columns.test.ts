import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnsOf, cut, flow, pad, separate, wrap } from '../../src/text/columns.ts';
import { terminalText } from '../../src/text/escape.ts';

const shownText = fc
  .oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('a', ' ', '字', 'é', '😀', '\u0301') }))
  .map((text) => terminalText(text, 200));

describe('columnsOf', () => {
  test.each([
    ['abc', 3],
    ['', 0],
    ['支付', 4],
    ['e\u0301', 1],
    ['\u001b[31mred\u001b[39m', 3],
    ['a · b…', 6],
  ])('%j takes %i', (text, columns) => {
    expect(columnsOf(text)).toBe(columns);
  });
});

describe('cut and pad', () => {
  test.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdef', 5, 'abcd…'],
    ['支付平台', 5, '支付…'],
    ['支付平台', 6, '支付…'],
    ['支付平台', 8, '支付平台'],
  ])('cut %j to %i', (text, columns, expected) => {
    expect(cut(text, columns)).toBe(expected);
  });

  test('make a column exactly as wide as wanted', () => {
    fc.assert(
      fc.property(shownText, fc.integer({ min: 3, max: 40 }), (text, columns) => {
        expect(columnsOf(pad(cut(text, columns), columns))).toBe(columns);
      }),
    );
  });
});

describe('wrap', () => {
  test('breaks at spaces and indents', () => {
    expect(wrap('one two three four', 12, 'Do: ', '    ')).toEqual(['Do: one two', '    three', '    four']);
  });

  test('breaks a word that is too wide, and loses nothing', () => {
    expect(wrap('ab abcdefghij cd', 5, ' ')).toEqual([' ab', ' abcd', ' efgh', ' ij', ' cd']);
    expect(wrap('支付平台', 5)).toEqual(['支付', '平台']);
  });

  test('gives one line for nothing', () => {
    expect(wrap('', 10, 'Do: ')).toEqual(['Do:']);
  });

  test('never exceeds the width and keeps every word, whatever comes', () => {
    fc.assert(
      fc.property(shownText, fc.integer({ min: 12, max: 90 }), (text, width) => {
        const lines = wrap(text, width, '  Do: ', '   ');
        for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(width);
        const kept = lines.map((line, i) => line.slice(i === 0 ? 6 : 3)).join('');
        expect(kept.replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });
});

describe('flow', () => {
  test('breaks between parts only', () => {
    expect(flow(separate(['one two', 'three four', 'five'], ','), 20)).toEqual(['one two, three four,', 'five']);
  });
});
