import { expect, it } from 'vitest';
import { checkShape, policyFile, scopeFile } from '../../src/scope/schema.ts';

const RANGE = { range: '127.0.0.1' };

it('gives back a file of the right shape as it is', () => {
  const file = { contact: 'security@example.org', ranges: [RANGE], ports: [2375] };
  expect(checkShape(scopeFile, file)).toEqual({ file });
});

it.each([
  ['an unknown key', { ranges: [{ ...RANGE, ownr: 'x' }] }, ['ranges', 0, 'ownr'], 'is not a key of this file'],
  ['a missing key', {}, ['ranges'], 'is missing'],
  ['a number in place of text', { ranges: [{ range: 127 }] }, ['ranges', 0, 'range'], 'must be text: put it in quotes'],
  [
    'a day that the calendar lacks',
    { ...withDay('2026-02-30') },
    ['authorization', 'from'],
    'is no day of the calendar',
  ],
  [
    'a word for no pack',
    { ranges: [RANGE], ports: 'all' },
    ['ports'],
    'must be a list of numbers from 1 to 65535, or control-planes',
  ],
  ['a port above the last', { ranges: [RANGE], ports: [2375, 70_000] }, ['ports', 1], 'must be 1 to 65535'],
  ['a port named twice', { ranges: [RANGE], ports: [2375, 2375] }, ['ports'], 'names a port twice'],
])('says where and what is wrong: %s', (_, file, path, message) => {
  expect(checkShape(scopeFile, file)).toEqual({ problems: [{ path, message }] });
});

it('takes deadlines for some severities, and no other words', () => {
  expect(checkShape(policyFile, { deadlines: { critical: 7 } })).toEqual({ file: { deadlines: { critical: 7 } } });
  expect(checkShape(policyFile, { deadlines: { terrible: 7 } })).toHaveProperty('problems');
});

function withDay(from: string): object {
  return { ranges: [RANGE], authorization: { by: 'ciso', reference: 'T-1', from, until: '2026-12-31' } };
}
