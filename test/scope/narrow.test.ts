import { expect, it } from 'vitest';
import { narrowScope } from '../../src/scope/narrow.ts';
import { createPermit } from '../../src/scope/permit.ts';
import { createWalk } from '../../src/scope/walk.ts';
import { NOW, scopeOf } from '../helpers/scope.ts';

const SCOPE = scopeOf(['127.0.9.0/24', '127.0.10.0/30', '::1'], 'exclude: [127.0.9.7]\n');

it('holds the endpoints that both have, and permits nothing else', () => {
  const places = [
    { address: '127.0.10.1', port: 2376 },
    { address: '127.0.9.3', port: 2375 },
    { address: '127.0.9.3', port: 2376 },
    { address: '127.0.9.7', port: 2375 },
    { address: '127.0.9.8', port: 4243 },
    { address: '127.0.11.1', port: 2375 },
    { address: '::1', port: 2375 },
  ];
  const narrow = narrowScope(SCOPE, places);
  if (narrow === undefined) throw new Error('nothing left');
  const walk = createWalk(narrow, 1, { index: 1, count: 1 });
  const walked = Array.from({ length: walk.size }, (_, i) => walk.at(i)).map(
    ({ address, port, range }) => `${address} ${port} ${range}`,
  );
  expect(walked.sort()).toEqual(['127.0.10.1 2376 1', '127.0.9.3 2375 0', '127.0.9.3 2376 0', '::1 2375 2']);
  expect(narrow).toMatchObject({ addresses: 3, endpoints: 4, removals: [] });
  expect(narrow.digest).not.toBe(SCOPE.digest);
  const permit = createPermit(narrow, { now: () => NOW });
  expect([
    permit('127.0.9.3', 2375),
    permit('127.0.9.4', 2375),
    permit('127.0.9.7', 2375),
    permit('127.0.10.1', 2375),
  ]).toEqual([true, false, false, false]);
});

it('keeps the name, the vantages and the key', () => {
  const more = 'name: office\nvantages: [{ name: vps-1, stands: internet }]\n';
  const whole = { ...scopeOf(['127.0.9.0/30'], more), key: 'office' };
  const narrow = narrowScope(whole, [{ address: '127.0.9.1', port: 2375 }]);
  const { name, vantages, key } = whole;
  expect(narrow).toMatchObject({ name, vantages, key });
});

it('is nothing where they have nothing in common', () => {
  expect(narrowScope(SCOPE, [{ address: '127.0.9.7', port: 2375 }])).toBeUndefined();
  expect(narrowScope(SCOPE, [])).toBeUndefined();
});
