import { expect, test } from 'vitest';
import { foreignLetters, lookalikesIn } from '../../../src/report/people/lookalikes.ts';

test.each([
  ['platform', 'pl\u0430tform'],
  ['ops', 'OPS'],
  ['ops', 'op\u0455'],
  ['Billing', 'Bi11ing'],
  ['team-o', 'team 0'],
  ['cafe', 'caf\u00e9'],
  ['\u03a1\u039f', 'PO'],
])('tells that %j looks like %j', (name, other) => {
  expect(lookalikesIn([name, 'another', other, name])).toEqual([[name, other]]);
});

test('leaves others alone', () => {
  expect(lookalikesIn(['platform', 'data', '支付平台', '支付', 'équipe', ''])).toEqual([]);
});

test('names the letters that tell them apart', () => {
  expect(foreignLetters('platform')).toEqual([]);
  expect(foreignLetters('pl\u0430tf\u043e\u0430rm')).toEqual(['U+0430', 'U+043E']);
});
