import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstObject, foldKey, MAX_JSON_UNITS } from '../../src/text/json-object.ts';

describe('firstObject', () => {
  it.each([
    ['{"a":1}', { a: 1 }],
    ['\ufeff \r\n{"a":1}', { a: 1 }],
    ['{"a":"}{\\"","b":[{}]} and more }', { a: '}{"', b: [{}] }],
    ['{"a":1}{"b":2}', { a: 1 }],
    [`${' '.repeat(70_000)}{"a":1}`, { a: 1 }],
    [`{"a":1}${' '.repeat(5_000_000)}`, { a: 1 }],
  ])('reads %#', (text, value) => {
    expect(firstObject(text)).toEqual(value);
  });

  it.each(['', ' ', '[]', 'x{}', '{', '{"a":1', '{"a":"}', "{'a':1} ", '{]', '"{}"'])('finds none in %j', (text) => {
    expect(firstObject(text)).toBeUndefined();
  });

  it('keeps what a later null of the same name would take away, and is quick with many commas', () => {
    expect(firstObject('{"Version":"1.0","Os":"linux", "Version" : null,"Os":null}')).toEqual({
      Version: '1.0',
      Os: 'linux',
    });
    expect(firstObject('{"a":",\\"Version\\":null"}')).toEqual({ a: ',"Version":null' });
    const before = performance.now();
    firstObject(`{"a":[${',"x'.repeat(15_000)}]}`);
    firstObject(`{"a":"${',\\"'.repeat(15_000)}"}`);
    expect(performance.now() - before).toBeLessThan(500);
  });

  it('finds any object before any text, and is quick with quotes that are never closed', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string({ unit: 'binary' }), (value, behind) => {
        const text = JSON.stringify(value);
        expect(firstObject(`${text}${behind}`)).toEqual(JSON.parse(text));
      }),
    );
    const started = performance.now();
    firstObject(`{"${'\\"'.repeat(32_000)}`);
    firstObject('{"a":['.repeat(10_000));
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('reads no more than it is asked to', () => {
    const large = JSON.stringify({ a: 'x'.repeat(MAX_JSON_UNITS) });
    expect(firstObject(large)).toBeUndefined();
    expect(firstObject(large, large.length)).toEqual(JSON.parse(large));
  });
});

it('foldKey folds as Go does', () => {
  expect(foldKey('\u212aernelVer\u017fion')).toBe('kernelversion');
});
