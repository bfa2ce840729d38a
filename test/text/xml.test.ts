import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openTag, XML_HEAD, xmlElement } from '../../src/text/xml.ts';
import { judge, lacks } from '../helpers/programs.ts';
import { HOSTILE_TEXTS } from '../report/sample.ts';

describe('xmlElement', () => {
  test('writes attributes, elements, lists and text in their order', () => {
    const node = {
      '@b': 1,
      '@a': 'x',
      one: { '@c': '' },
      two: [{ '#text': 'a' }, { '@d': 2, '#text': 'b' }],
      three: 't',
    };
    expect(xmlElement('root', node)).toBe(
      '<root b="1" a="x"><one c=""/><two>a</two><two d="2">b</two><three>t</three></root>\n',
    );
  });

  test('keeps every attribute, also where HTML would leave its value out', () => {
    expect(xmlElement('a', { '@x': 'true', '@y': 'false', '@z': '' })).toBe('<a x="true" y="false" z=""/>\n');
  });

  test('escapes what the language means', () => {
    expect(xmlElement('a', { '@x': `<&>"'`, b: ']]><!--&amp;' })).toBe(
      '<a x="&lt;&amp;&gt;&quot;&apos;"><b>]]&gt;&lt;!--&amp;amp;</b></a>\n',
    );
  });

  test('opens an element whose content comes later', () => {
    expect(openTag('a', { '@x': '/>' })).toBe('<a x="/&gt;">\n');
  });
});

/** The text with what XML 1.0 cannot say replaced. */
const sayable = (text: string): string =>
  text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');

describe.skipIf(lacks('python3', '--version'))('a strict reader', () => {
  test('finds every text as it was, where XML can say it', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 100 }),
      fc.string({ unit: fc.constantFrom('<', '&', ';', '"', "'", ']', '>', '#', 'x', '\0', '\ud800', '\n', '\uffff') }),
    );
    const texts = [...HOSTILE_TEXTS, ...fc.sample(anyText, 500)];
    const items = texts.map((text) => xmlElement('t', { '@a': text, '#text': text })).join('');
    const code =
      'import json, sys, xml.etree.ElementTree as e; json.dump([[t.get("a"), t.text or ""] for t in e.parse(sys.argv[1]).getroot()], sys.stdout)';
    const { status, stdout, stderr } = judge('python3', ['-c', code, '@a.xml'], {
      'a.xml': `${XML_HEAD}<r>${items}</r>`,
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toEqual(texts.map((text) => [sayable(text), sayable(text)]));
  });
});
