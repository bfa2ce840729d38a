import { expect, it } from 'vitest';
import { endpointKey, observe, type RunView, type WatchedState } from '../../src/history/observe.ts';
import { findingOf } from './samples.ts';

const MEMORY = { id: 'f1', address: '127.0.0.9', port: 2375, file: 'a.yaml' };

function view(change: Partial<RunView> & { word?: WatchedState }): RunView {
  const { word, ...more } = change;
  const watched = new Map(word === undefined ? [] : [[endpointKey('127.0.0.9', 2375), word]]);
  return {
    findings: new Map(),
    watched,
    files: ['a.yaml'],
    isInScope: () => true,
    rangeOf: () => undefined,
    audit: true,
    part: false,
    ...more,
  };
}

it.each([
  [{ findings: new Map([['f1', findingOf('other-service')]]) }, 'answered'],
  [{ word: { state: 'closed', reason: 'ECONNREFUSED' } }, 'closed'],
  [{ word: { state: 'filtered', reason: 'timeout' } }, 'silent'],
  [{ word: { state: 'unreachable', reason: 'EHOSTUNREACH' } }, 'silent'],
  [{ word: { state: 'not-tested', reason: 'EMFILE' } }, 'not-tested'],
  [{}, 'not-tested'],
  [{ part: true }, 'elsewhere'],
  [{ part: true, word: { state: 'closed', reason: 'ECONNREFUSED' } }, 'closed'],
  [{ isInScope: () => false }, 'out-of-scope'],
  [{ isInScope: () => false, rangeOf: () => undefined, audit: true, files: ['b.yaml'] }, 'elsewhere'],
] as [Parameters<typeof view>[0], string][])('%j: %s', (change, seen) => {
  expect(observe(view(change), MEMORY).seen).toBe(seen);
});
