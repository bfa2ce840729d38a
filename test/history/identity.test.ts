import { describe, expect, it } from 'vitest';
import { differences, identityOf } from '../../src/history/identity.ts';
import { engineOf, findingOf } from './samples.ts';

const BEFORE = findingOf('engine-open-plaintext');

describe('differences', () => {
  it('are none where only times, texts and runs differ', () => {
    expect(
      differences(BEFORE, {
        ...BEFORE,
        lastSeen: '2026-09-01T00:00:00.000Z',
        runId: 'r9',
        evidence: 'other',
        notes: ['n'],
      }),
    ).toEqual([]);
  });

  it('name what was unknown, too', () => {
    expect(differences(BEFORE, findingOf('other-service'))).toEqual([
      'verdict: engine-open-plaintext → other-service',
      'severity: critical → info',
      'product: docker → registry',
      'version: 20.10.5 → unknown',
      'API version: 1.41 → unknown',
      'OS: linux → unknown',
      'architecture: amd64 → unknown',
      'rootless: no → unknown',
    ]);
  });
});

it('an identity holds what the endpoint says, and not what is thought of it', () => {
  expect(identityOf({ ...BEFORE, severity: 'high', qualifiers: ['suspected-decoy'] })).toBe(identityOf(BEFORE));
  expect(identityOf({ ...BEFORE, engine: engineOf('20.10.6') })).not.toBe(identityOf(BEFORE));
});
