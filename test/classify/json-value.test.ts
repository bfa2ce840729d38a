import { describe, expect, it } from 'vitest';
import { foldMembers, textAt } from '../../src/classify/json-value.ts';

describe('foldMembers', () => {
  it('prefers a value to none, and the given spelling to others', () => {
    const members = foldMembers({ NAME: 'c', name: 'b', Name: '', other: 1 }, new Set(['Name']));
    expect([...members]).toEqual([
      ['name', 'c'],
      ['other', 1],
    ]);
    expect(foldMembers({ name: 'b', Name: 'a' }, new Set(['Name'])).get('name')).toBe('a');
  });

  it('takes a key named __proto__ for a key', () => {
    expect(foldMembers(JSON.parse('{"__proto__":1}'), new Set()).get('__proto__')).toBe(1);
  });
});

describe('textAt', () => {
  it('reads own texts alone', () => {
    expect(textAt({ a: 'x' }, 'a')).toBe('x');
    expect(textAt({ a: 1 }, 'a')).toBe('');
    expect(textAt({}, 'constructor')).toBe('');
    expect(textAt(undefined, 'a')).toBe('');
  });
});
