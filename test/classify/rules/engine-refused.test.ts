import { describe, expect, it } from 'vitest';
import { explanationFor } from '../../../src/classify/classify.ts';
import { engineRefused } from '../../../src/classify/rules/engine-refused.ts';
import { matchNamed, missed, reached } from '../../fixtures/answers/match.ts';

describe('engine-refused', () => {
  it('matches its fixtures, and no others but those that an earlier rule decides', () => {
    expect(missed(engineRefused)).toEqual([]);
    expect(reached(engineRefused)).toEqual(new Set(['engine-refused']));
  });

  it('knows whose words they are', () => {
    expect(matchNamed(engineRefused, 'C7 Podman error')).toEqual({ product: 'podman' });
    expect(matchNamed(engineRefused, 'C4 client too old, text')).toEqual({ product: 'docker' });
  });

  it('leaves the errors of other servers alone', () => {
    expect(matchNamed(engineRefused, 'F8 registry')).toBeUndefined();
    expect(matchNamed(engineRefused, 'F11 a Go 404')).toBeUndefined();
    expect(matchNamed(engineRefused, 'E6 dead backend')).toBeUndefined();
    expect(matchNamed(engineRefused, 'D13 Caddy, asked by address')).toBeUndefined();
  });

  it('tells people to close the port first, keep evidence, verify, and look for misuse last', () => {
    const { remediation } = explanationFor('engine-refused');
    expect(remediation[0]).toMatch(/^Contain now/);
    expect(remediation.join()).toMatch(/evidence.*Verify.*Look for misuse/i);
  });
});
