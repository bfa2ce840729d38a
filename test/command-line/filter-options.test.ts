import { expect, it } from 'vitest';
import { FILTER_OPTIONS, stateOf } from '../../src/command-line/filter-options.ts';

const parse = (name: string, text: string): unknown =>
  FILTER_OPTIONS.find(({ flags }) => flags.startsWith(`--${name} `))?.parse?.(text);

it('lists what is unresolved, unless a closing, a day or a state is asked for', () => {
  expect(stateOf({})).toBe('unresolved');
  expect(stateOf({ how: 'silent' })).toBe('closed');
  expect(stateOf({ since: '2026-03-01' })).toBe('all');
  expect(stateOf({ since: '2026-03-01', how: 'silent', state: 'accepted' })).toBe('accepted');
  expect(stateOf({ state: 'resolved' })).toBe('closed');
});

it('takes places and ranges as people write them, and says what is wrong with others', () => {
  expect(parse('address', '[fd00:0::5]:2375')).toEqual({ address: 'fd00::5', port: 2375 });
  expect(parse('address', '10.0.0.5')).toEqual({ address: '10.0.0.5' });
  for (const text of ['10.0.0', '10.0.0.5:0', 'host:2375', ''])
    expect(() => parse('address', text)).toThrow('an address is wanted');
  expect(parse('range', '10.0.0.0/24')).toMatchObject({ family: 4 });
  expect(parse('range', '10.0.0.1-10.0.0.9')).toMatchObject({ family: 4 });
  expect(() => parse('range', '10.0.0.1/24')).toThrow('host bits');
  expect(() => parse('range', 'office')).toThrow('no address range');
});
