import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { JsonEnd, wholeJson } from '../../src/text/json-end.ts';

describe('wholeJson', () => {
  it.each([
    ['an object', '{"a":1}', '{"a":1}'],
    ['blanks and a byte order mark before it', ' \r\n\uFEFF {"a":1}', '{"a":1}'],
    ['something behind it', '{"a":[1,{"b":2}]} and more }', '{"a":[1,{"b":2}]}'],
    ['braces and quotes in text', '{"a":"}\\"]{"}', '{"a":"}\\"]{"}'],
    ['a cut-off value', '{"a":"}', undefined],
    ['text that is none', 'a {"a":1}', undefined],
    ['nothing', '  ', undefined],
  ])('reads %s', (_, text, whole) => {
    expect(wholeJson(text)).toBe(whole);
  });
});

test('JsonEnd finds the end of any value, however the text is cut', () => {
  const value = fc.oneof(fc.object({ withNullPrototype: false }), fc.array(fc.jsonValue()));
  fc.assert(
    fc.property(value, fc.string(), fc.nat(40), (json, rest, size) => {
      const text = JSON.stringify(json);
      const end = new JsonEnd();
      const all = `${text}${rest}`;
      let found: number | undefined;
      for (let i = 0; i < all.length && found === undefined; i += size + 1) found = end.add(all.slice(i, i + size + 1));
      expect(found).toBe(text.length);
      expect(end.begun).toBe(true);
    }),
  );
});
