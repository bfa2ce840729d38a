import { expect, it } from 'vitest';
import type { HttpSummary } from '../../src/domain/attempt.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { fingerprintOf } from '../../src/history/fingerprint.ts';
import { engineOf, findingOf } from './samples.ts';

const http: HttpSummary = {
  ...{ version: '1.1', status: 200, reason: 'OK', contentType: 'application/json', server: 'nginx' },
  date: 'Sun, 01 Mar 2026 00:00:00 GMT',
};
const engine = findingOf('engine-open-plaintext');

it('is short, and the same for the same', () => {
  expect(fingerprintOf(engine)).toMatch(/^[\w+/]{22}$/);
  expect(fingerprintOf(findingOf('engine-open-plaintext'))).toBe(fingerprintOf(engine));
});

it.each<[what: string, change: Partial<Finding>]>([
  ['the moment', { firstSeen: '2026-03-05T00:00:00.000Z', lastSeen: '2026-03-05T00:00:00.000Z' }],
  ['the run', { runId: 'r9' }],
  ['what the comparison said', { lifecycle: 'persisting', declared: 'decoy' }],
])('is of the answer, not of %s', (_, change) => {
  expect(fingerprintOf({ ...engine, ...change })).toBe(fingerprintOf(engine));
});

it('leaves out the clock of the other side', () => {
  const of = (change: Partial<HttpSummary>) => fingerprintOf({ ...engine, http: { ...http, ...change } });
  expect(of({ date: 'Mon, 02 Mar 2026 00:00:00 GMT' })).toBe(of({}));
  expect(of({ server: 'caddy' })).not.toBe(of({}));
});

it.each<[what: string, change: Partial<Finding>]>([
  ['version', { engine: engineOf('27.3.1') }],
  ['verdict', { verdict: 'engine-open-proxied' }],
  ['severity', { severity: 'high' }],
  ['owner', { owner: 'another' }],
  ['range', { range: '127.0.0.0/25' }],
  ['qualifiers', { qualifiers: ['suspected-decoy'] }],
  ['evidence', { evidence: 'another' }],
])('is another one for another %s', (_, change) => {
  expect(fingerprintOf({ ...engine, ...change })).not.toBe(fingerprintOf(engine));
});
