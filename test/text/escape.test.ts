import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cell,
  htmlText,
  jsonText,
  labelText,
  markdownCode,
  markdownText,
  sarifText,
  tagText,
  terminalText,
  xmlAttribute,
  xmlText,
} from '../../src/text/escape.ts';
import { CELL_CHARACTERS } from '../../src/text/limits.ts';
import { HOSTILE_TEXTS } from '../report/sample.ts';

const HARMFUL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: fc.constantFrom('=', '+', '"', "'", ';', ' ', '\t', '\n', '\0', '\u202e', '＝', 'a', '\ud800') }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
);

describe('terminalText', () => {
  test('leaves printable text alone', () => {
    for (const text of ['Docker 27.0.3 (linux)', '支付平台', 'Zoë', 'x']) expect(terminalText(text, 40)).toBe(text);
  });

  test('shows that something unprintable was there', () => {
    expect(terminalText('a\u001b[31mb', 40)).toBe('a\uFFFD[31mb');
    expect(terminalText('\u202Eabc', 40)).toBe('\uFFFDabc');
    expect(terminalText('x\ud800y', 40)).toBe('x\uFFFDy');
  });

  test('makes one line of many', () => {
    expect(terminalText(' a\r\n\tb\u2028c ', 40)).toBe('a b c');
  });

  test('cuts with a mark, between characters', () => {
    expect(terminalText('abcdef', 6)).toBe('abcdef');
    expect(terminalText('abcdefg', 6)).toBe('abcde…');
    expect(terminalText('😀😀😀', 2)).toBe('😀…');
    expect(terminalText(`${' '.repeat(1000)}b`, 10)).toBe('…');
  });

  test('bounds marks that are stacked on one letter', () => {
    expect(terminalText(`a${'\u0301'.repeat(50)}b`, 100)).toBe('a\u0301\u0301\u0301b');
  });

  test('is printable and bounded, whatever comes', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 50 }), (text, max) => {
        const shown = terminalText(text, max);
        expect(shown).not.toMatch(HARMFUL);
        expect([...shown].length).toBeLessThanOrEqual(max);
        expect(terminalText(shown, max)).toBe(shown);
      }),
    );
  });
});

describe('cell', () => {
  test.each([
    ['=1', "'=1"],
    [' \t=1', "'=1"],
    ['＝1', "'＝1"],
    ['"=1', `'"=1`],
    ['a;=1', "a;'=1"],
    ['a; "@b;-c', `a;' "@b;'-c`],
    ['a=1', 'a=1'],
    ['10.0.0.1', '10.0.0.1'],
    ['::1', '::1'],
    ['', ''],
  ])('%j becomes %j', (text, expected) => {
    expect(cell(text)).toBe(expected);
  });

  test('defuses every character that turns into a formula sign', () => {
    for (let code = 1; code <= 0xffff; code += 1) {
      const character = String.fromCharCode(code);
      if (/^[=+\-@]/.test(character.normalize('NFKC'))) expect(cell(`${character}1`)).toBe(`'${character}1`);
    }
  });

  test('is never a formula, whatever comes, also where a semicolon separates cells', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const shown = cell(text);
        expect(shown).not.toMatch(HARMFUL);
        for (const part of shown.split(';'))
          expect(part.replace(/^["\s]+/u, '').normalize('NFKC')).not.toMatch(/^[=+\-@]/);
      }),
      { numRuns: 500 },
    );
  });

  test('is bounded', () => {
    for (const text of HOSTILE_TEXTS) expect([...cell(text)].length).toBeLessThanOrEqual(CELL_CHARACTERS);
    expect(cell('='.repeat(5000))).toHaveLength(CELL_CHARACTERS);
  });
});

describe('jsonText', () => {
  test('keeps every well-formed text and prints nothing that a terminal obeys', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const json = jsonText({ [text]: [text] });
        expect(json).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        const wellFormed = text.replace(/\p{Cs}/gu, '\uFFFD');
        expect(JSON.parse(json)).toEqual({ [wellFormed]: [wellFormed] });
      }),
      { numRuns: 500 },
    );
  });

  test('tells a lone surrogate from a text that looks like one', () => {
    expect(JSON.parse(jsonText('\\ud800 \ud800 \\\\udfff'))).toBe('\\ud800 \uFFFD \\\\udfff');
  });

  test('escapes format characters outside the basic plane', () => {
    expect(jsonText('\u{E0001}')).toBe('"\\udb40\\udc01"');
  });

  test('indents when asked', () => {
    expect(jsonText({ a: 1 }, 2)).toBe('{\n  "a": 1\n}');
  });
});

describe('xmlText', () => {
  test('replaces what XML cannot carry and refers to what it would obey', () => {
    expect(xmlText('a\u0000b\u001bc\ud800d\uffffe')).toBe('a\uFFFDb\uFFFDc\uFFFDd\uFFFDe');
    expect(xmlText('<&>"\'\n\t\r')).toBe('&lt;&amp;&gt;&quot;&apos;\n\t&#13;');
    expect(xmlAttribute('<&>"\'\n\t\r')).toBe('&lt;&amp;&gt;&quot;&apos;&#10;&#9;&#13;');
    expect(xmlText(']]> &amp; 支付 😀')).toBe(']]&gt; &amp;amp; 支付 😀');
  });

  test('gives characters of XML and references only, whatever comes', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        // The production `Char` of XML 1.0, less what is markup.
        const allowed =
          /^(?:[\t\n !#-%(-;=?-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]|&(?:amp|lt|gt|quot|apos|#(?:9|10|13));)*$/u;
        expect(xmlText(text)).toMatch(allowed);
        expect(xmlAttribute(text)).toMatch(allowed);
        expect(xmlAttribute(text)).not.toMatch(/[\t\n\r]/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('sarifText', () => {
  test('breaks links, and nothing else', () => {
    expect(sarifText('[fd00::1]:2375 [a](b) [c][d]', 100)).toBe('[fd00::1]:2375 [a] (b) [c][d]');
  });

  test('has no link and nothing unprintable, whatever comes', () => {
    const links = fc.string({ unit: fc.constantFrom('[', ']', '(', ')', '\u200b', '\n', ' ', 'a') });
    fc.assert(
      fc.property(fc.oneof(anyText, links), (text) => {
        expect(sarifText(text, 100)).not.toMatch(HARMFUL);
        expect(sarifText(text, 100)).not.toContain('](');
      }),
    );
  });
});

describe('labelText', () => {
  test('escapes what ends a label', () => {
    expect(labelText('a"b\\c\nd', 100)).toBe('a\\"b\\\\c d');
  });

  test('stays within its quotes, whatever comes, and says the same', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const label = labelText(text, 100);
        expect(label).toMatch(/^(?:[^"\\\n]|\\["\\])*$/u);
        expect(label.replace(/\\(.)/g, '$1')).toBe(terminalText(text, 100));
      }),
      { numRuns: 500 },
    );
  });
});

describe('tagText', () => {
  test.each([
    ['lab', 'lab'],
    ['two words', 'two-words'],
    ['a,b;"c"', 'a-b-c'],
    ['支付', '支付'],
    ['team:a/b.c', 'team:a/b.c'],
    ['=cmd', 'cmd'],
    [' ', ''],
  ])('%j becomes %j', (text, expected) => {
    expect(tagText(text)).toBe(expected);
  });

  test('is one short word, whatever comes', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(tagText(text)).toMatch(/^[\p{L}\p{N}_.:/-]{0,50}$/u);
      }),
    );
  });
});

describe('htmlText', () => {
  test('leaves nothing that ends a text or a quoted attribute', () => {
    expect(htmlText('<b a="1" c=\'2\'>&amp;', 99)).toBe('&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;');
    expect(htmlText('a\u202Eb\0', 99)).toBe('a\uFFFDb\uFFFD');
  });

  test('reads back as the text that a terminal would show', () => {
    const names: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
    fc.assert(
      fc.property(anyText, (text) => {
        const escaped = htmlText(text, 200);
        expect(escaped).not.toMatch(/[<>"']/);
        expect(escaped.replace(/&([^;]+);/g, (_, name: string) => names[name] ?? '?')).toBe(terminalText(text, 200));
      }),
    );
  });
});

describe('markdownText', () => {
  test('escapes what is a mark anywhere in a line', () => {
    expect(markdownText('a_b* `c` [d](e) | <f> # !', 99)).toBe('a\\_b\\* \\`c\\` \\[d\\](e) \\| \\<f\\> \\# \\!');
    expect(markdownText('/etc/docker/daemon.json --tls', 99)).toBe('/etc/docker/daemon.json --tls');
  });
});

describe('markdownCode', () => {
  test('is one span, whatever is in it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const span = markdownCode(text, 200);
        expect(span).toMatch(/^(?:`[^`|\\\n]+`|)$/);
        expect(span).not.toMatch(HARMFUL);
      }),
    );
  });

  test('is nothing for nothing', () => {
    expect(markdownCode(' ', 9)).toBe('');
    expect(markdownCode('a`b|c\\d', 9)).toBe('`aˋb¦c⧵d`');
  });
});
