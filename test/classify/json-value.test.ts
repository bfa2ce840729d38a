import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstObject, foldKey, foldMembers, textAt } from '../../src/classify/json-value.ts';
import { isObject } from '../../src/domain/shape.ts';

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
});

describe('foldMembers', () => {
  it('prefers a value to none, and the given spelling to others', () => {
    const members = foldMembers({ NAME: 'c', name: 'b', Name: '', other: 1 }, new Set(['Name']));
    expect([...members]).toEqual([
      ['name', 'c'],
      ['other', 1],
    ]);
    expect(foldMembers({ name: 'b', Name: 'a' }, new Set(['Name'])).get('name')).toBe('a');
  });

  it('folds as Go does, and takes a key named __proto__ for a key', () => {
    expect(foldKey('\u212aernelVer\u017fion')).toBe('kernelversion');
    expect(foldMembers(JSON.parse('{"__proto__":1}'), new Set()).get('__proto__')).toBe(1);
  });
});

it('tells objects from lists and nothing', () => {
  expect([{}, [], null, 'x', 1].map(isObject)).toEqual([true, false, false, false, false]);
});

describe('textAt', () => {
  it('reads own texts alone', () => {
    expect(textAt({ a: 'x' }, 'a')).toBe('x');
    expect(textAt({ a: 1 }, 'a')).toBe('');
    expect(textAt({}, 'constructor')).toBe('');
    expect(textAt(undefined, 'a')).toBe('');
  });
});
