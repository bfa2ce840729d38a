import { expect, it } from 'vitest';
import { parsePolicy } from '../../src/scope/policy-file.ts';

it('reads days by severity', () => {
  expect(parsePolicy('p.yaml', 'deadlines: { critical: 7, low: 0 }')).toEqual({ critical: 7, low: 0 });
});

it.each([
  ['', 'p.yaml:1: the file is empty'],
  ['deadlines: { critical: seven }', "p.yaml:1: 'deadlines.critical' must be a whole number of days [POLICY_SHAPE]"],
  ['deadlines:\n  critical: 7\n  high: -1', "p.yaml:3: 'deadlines.high' must be 0 to 3650 days [POLICY_SHAPE]"],
  ['deadlines:\n  urgent: 7', 'p.yaml:2: '],
  ['days: {}', "'days' is not a key of this file [POLICY_SHAPE]"],
  ['deadlines: [', 'SCOPE_SYNTAX'],
])('refuses %j on its line', (text, words) => {
  expect(() => parsePolicy('p.yaml', text)).toThrow(words);
});
