import { expect, it } from 'vitest';
import { isFinding } from '../../src/domain/finding-shape.ts';
import { createDamageLog } from '../../src/history/damage.ts';
import { briefFinding, type RowSource, sightingIn } from '../../src/history/stored-sighting.ts';
import { findingOf } from './samples.ts';

const finding = findingOf('engine-open-tls');

function sourceOf(text: string | undefined): RowSource {
  return { damage: createDamageLog('h', () => undefined), sightingOf: () => text };
}

const read = (change: object, table: 'findings' | 'exposures' = 'findings') =>
  sightingIn(sourceOf(JSON.stringify({ ...finding, ...change })), table, 1, finding);

it('is a finding of the endpoint, whole', () => {
  expect(read({})).toEqual(finding);
});

it.each<[what: string, change: object, table: 'findings' | 'exposures', isRead: boolean]>([
  ['another port', { port: 2376 }, 'findings', false],
  ['another id', { id: 'f2' }, 'findings', false],
  ['another address', { address: '127.0.0.1' }, 'findings', false],
  ['another vantage', { vantage: 'outside' }, 'exposures', false],
  ['another address', { address: '127.0.0.1' }, 'exposures', false],
  // An exposure that moved to another port.
  ['another port', { port: 2376, id: 'f2' }, 'exposures', true],
  ['texts of another verdict', { explanation: 'tarpit' }, 'findings', false],
  ['a variant of its text', { explanation: 'engine-open-tls/variant' }, 'findings', true],
  ['a wrong type', { notes: 7 }, 'findings', false],
])('with %s %j in %s is read: %s', (_, change, table, isRead) => {
  expect(read(change, table) !== undefined).toBe(isRead);
});

it.each([undefined, '', 'x', 'null', '[]'])('of %j is none', (text) => {
  expect(sightingIn(sourceOf(text), 'findings', 1, finding)).toBeUndefined();
});

it.each([
  ['engine-open-tls', 'tls'],
  ['engine-open-plaintext', 'plain'],
] as const)('is made of the columns where it is wanted in brief: %s', (verdict, transport) => {
  const brief = briefFinding({ ...findingOf(verdict), seenRun: 'r7' });
  expect(isFinding(brief)).toBe(true);
  expect(brief).toMatchObject({ verdict, transport, runId: 'r7', explanation: verdict, lifecycle: null });
  expect(brief).not.toHaveProperty('engine');
});
