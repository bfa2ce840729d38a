import { expect, it } from 'vitest';
import { observe, type RunView, type WatchedState } from '../../src/history/observe.ts';
import { CLOSED, findingOf, SILENT, viewOf } from './samples.ts';

const ENDPOINT = { id: 'f1', address: '127.0.0.9', port: 2375 };

it.each<[what: string, word: WatchedState | undefined, change: Partial<RunView>, seen: string]>([
  ['closed', CLOSED, {}, 'closed'],
  ['filtered', SILENT, {}, 'silent'],
  ['unreachable', { state: 'unreachable', reason: 'EHOSTUNREACH' }, {}, 'silent'],
  ['not tested', { state: 'not-tested', reason: 'EMFILE' }, {}, 'not-tested'],
  ['nothing, though the run set out to ask it', undefined, {}, 'not-tested'],
  ['nothing, in a part of the scope', undefined, { part: true }, 'elsewhere'],
  ['closed, in a part of the scope', CLOSED, { part: true }, 'closed'],
  ['nothing, as it is not in the scope', undefined, { isInScope: () => false }, 'elsewhere'],
  ['nothing, as its port was not asked', undefined, { isInScope: (_, port) => port !== 2375 }, 'elsewhere'],
])('an endpoint of which the run says %s', (_what, word, change, seen) => {
  expect(observe(viewOf([], word && { '127.0.0.9': word }, change), ENDPOINT).seen).toBe(seen);
});

it('an answer goes before the state of its port, which may be older', () => {
  const finding = findingOf('other-service');
  expect(observe(viewOf([finding], { '127.0.0.9': SILENT }), ENDPOINT)).toEqual({ seen: 'answered', finding });
  expect(observe(viewOf([], { '127.0.0.9': SILENT }), ENDPOINT)).toEqual({ seen: 'silent', reason: 'timeout' });
});

it('is of one endpoint alone: another port and another address say nothing of it', () => {
  const view = viewOf([findingOf('other-service', { id: 'f2' })], { '127.0.0.10': CLOSED });
  expect(observe(view, ENDPOINT).seen).toBe('not-tested');
  expect(observe(viewOf([], { '127.0.0.9': CLOSED }), { ...ENDPOINT, port: 2376 }).seen).toBe('not-tested');
});
