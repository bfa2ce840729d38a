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
    putOff.add(address, item);
  expect(putOff.size).toBe(6);
  expect(all(putOff)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  expect(putOff.size).toBe(0);
});

it('forgets what it holds', () => {
  const putOff = new PutOff<number>();
  putOff.add('127.0.2.1', 5);
  putOff.clear();
  expect([putOff.size, putOff.take()]).toEqual([0, undefined]);
});
