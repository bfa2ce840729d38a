import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Html, html, join, NOTHING } from '../../../../src/report/people/html/template.ts';

describe('html', () => {
  test('escapes what is put in, unless it is HTML', () => {
    expect(html`<p title="${`"'&`}">${'<b>'}${html`<i>${1}</i>`}${undefined}${NOTHING}</p>`.text).toBe(
      '<p title="&quot;&#39;&amp;">&lt;b&gt;<i>1</i></p>',
    );
  });

  test('prints lists without anything between', () => {
    expect(html`${['<', [html`<b>x</b>`, 'y']]}`.text).toBe('&lt;<b>x</b>y');
  });

  test('keeps the spaces that part a text from its neighbours, and no more', () => {
    expect(html`a${' b '}c${'  '}d${''}e`.text).toBe('a b c de');
  });

  test('no text closes or opens anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(html`${text}`.text).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
      }),
    );
  });
});

describe('join', () => {
  test('puts the separator between', () => {
    expect(join(['<', new Html('<b>')], ' · ').text).toBe('&lt; · <b>');
    expect(join([], ', ').text).toBe('');
  });
});
