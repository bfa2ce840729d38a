import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factText, MAX_FACT_CHARACTERS } from '../../src/classify/fact-text.ts';

describe('factText', () => {
  it.each([
    ['a\u0000b\u001b[31mc', 'a\ufffdb\ufffd[31mc'],
    ['\u202e\u2066x\u200b', '\ufffd\ufffdx\ufffd'],
    ['line\r\nline\u2028line', 'line line line'],
    ['\ud800half', '\ufffdhalf'],
    ['=cmd()', '=cmd()'],
  ])('keeps visible what was there: %j', (text, expected) => {
    expect(factText(text)).toBe(expected);
  });

  it('counts what is no text', () => {
    expect([null, undefined, 7, false, [1, 2], { a: 1 }].map(factText)).toEqual([
      ...['', '', '7', 'false', '[2 items]', '{1 keys}'],
    ]);
  });

  it('marks a cut', () => {
    const cut = factText('x'.repeat(1_000));
    expect(cut).toHaveLength(MAX_FACT_CHARACTERS);
    expect(cut.endsWith('…')).toBe(true);
  });

  it('gives bounded, well-formed text without control, format or line characters, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => {
        const result = factText(text);
        expect([...result].length).toBeLessThanOrEqual(MAX_FACT_CHARACTERS);
        expect(result.isWellFormed()).toBe(true);
        expect(result).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
