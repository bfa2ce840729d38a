import { expect, it } from 'vitest';
import { PutOff } from '../../src/probe/put-off.ts';

function all<T>(putOff: PutOff<T>): T[] {
  const items: T[] = [];
  for (let item = putOff.take(); item !== undefined; item = putOff.take()) items.push(item);
  return items;
}

it('serves all prefixes in turn', () => {
  const putOff = new PutOff<string>();
  for (const [address, item] of [
    ['127.0.1.1', 'a1'],
    ['127.0.1.2', 'a2'],
    ['127.0.1.3', 'a3'],
    ['fd00::1', 'b1'],
    ['fd00::2', 'b2'],
    ['127.0.2.9', 'c1'],
  ] as const)
    putOff.add(address, item, 1_000);
  expect(putOff.size).toBe(6);
  expect(all(putOff)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  expect(putOff.size).toBe(0);
});

it('takes no more of a prefix than it has time for, also when some were served', () => {
  const putOff = new PutOff<number>();
  expect([1, 2].map((item) => putOff.add('127.0.1.1', item, 1_200_000))).toEqual([true, true]);
  expect(all(putOff)).toEqual([1, 2]);
  expect([3, 4].map((item) => putOff.add('127.0.1.2', item, 1_200_000))).toEqual([true, false]);
  expect(putOff.add('127.0.2.1', 5, 3_600_000)).toBe(true);
  putOff.clear();
  expect([putOff.size, putOff.take()]).toEqual([0, undefined]);
});
