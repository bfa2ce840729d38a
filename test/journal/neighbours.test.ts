import { expect, it } from 'vitest';
import type { SweepRecord } from '../../src/domain/endpoint.ts';
import { type AnsweringPrefixes, addNeighbours, countNeighbours, neighboursOf } from '../../src/journal/neighbours.ts';
import { createWalk } from '../../src/scope/walk.ts';
import { scopeOf } from '../helpers/scope.ts';

const AT = '2026-03-01T00:00:00.000Z';
type State = SweepRecord['state'];

/** Notes a state for each endpoint of a scope. */
function noted(
  ranges: string[],
  watched: string[],
  stateOf: (address: string, port: number) => State,
): AnsweringPrefixes {
  const walk = createWalk(scopeOf(ranges), 7, { index: 1, count: 1 });
  const neighbours = countNeighbours(
    watched.map((address) => ({ address })),
    walk,
  );
  for (let position = 0; position < walk.size; position += 1) {
    const endpoint = walk.at(position);
    const state = stateOf(endpoint.address, endpoint.port);
    neighbours.note(state === 'open' ? { ...endpoint, state, at: AT } : { position, state, reason: 'r' });
  }
  const prefixes: AnsweringPrefixes = new Map();
  for (const entries of neighbours.take()) addNeighbours(prefixes, entries);
  expect([...neighbours.take()], 'what was taken is not taken again').toEqual([]);
  return prefixes;
}

it('counts the other addresses of a prefix: an address answers where one of its ports does', () => {
  const prefixes = noted(['127.0.0.0/29'], ['127.0.0.1'], (address, port) => {
    if (address === '127.0.0.2') return port === 2375 ? 'filtered' : 'closed';
    if (address === '127.0.0.3') return 'not-tested';
    if (address === '127.0.0.4') return 'unreachable';
    return address === '127.0.0.1' ? 'closed' : 'filtered';
  });
  // Without itself: 0, 2, 4, 5, 6, 7 were tested.
  expect(neighboursOf(prefixes, '127.0.0.1')).toEqual({ tested: 6, answered: 1 });
  expect(neighboursOf(prefixes, '127.0.0.2')).toEqual({ tested: 6, answered: 1 });
  expect(neighboursOf(prefixes, '127.0.9.1')).toBeUndefined();
});

it('keeps the prefixes in which something is watched or open, and no other', () => {
  const ranges = ['127.0.0.0/31', '127.0.1.0/31', '127.0.2.0/31', '::1'];
  const prefixes = noted(ranges, ['127.0.0.1'], (address) =>
    address === '127.0.1.1' || address === '::1' ? 'open' : 'closed',
  );
  expect([...prefixes.keys()].sort()).toEqual(['127.0.0.0/24', '127.0.1.0/24', '::/120']);
  expect(neighboursOf(prefixes, '::1')).toEqual({ tested: 0, answered: 0 });
});

it('adds up what several processes of a run noted, each address once', () => {
  const prefixes: AnsweringPrefixes = new Map();
  const first = noted(['127.0.0.0/30'], ['127.0.0.1'], (address) => (address === '127.0.0.2' ? 'closed' : 'filtered'));
  for (const [prefix, { tested, answered }] of [...first, ...first])
    addNeighbours(prefixes, [[prefix, Buffer.from(tested).toString('hex'), Buffer.from(answered).toString('hex')]]);
  expect(neighboursOf(prefixes, '127.0.0.1')).toEqual({ tested: 3, answered: 1 });
});

it('takes damaged bits as none', () => {
  const prefixes: AnsweringPrefixes = new Map();
  addNeighbours(prefixes, [['127.0.0.0/24', 'zz', `${'ff'.repeat(40)}`]]);
  expect(neighboursOf(prefixes, '127.0.0.1')).toEqual({ tested: 0, answered: 255 });
});
