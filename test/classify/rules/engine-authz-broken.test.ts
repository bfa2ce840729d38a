import { describe, expect, it } from 'vitest';
import { explanationFor } from '../../../src/classify/classify.ts';
import { engineAuthzBroken } from '../../../src/classify/rules/engine-authz-broken.ts';
import { matchNamed, missed, reached } from '../../fixtures/answers/match.ts';

describe('engine-authz-broken', () => {
  it('matches its fixtures, and no others but those that an earlier rule decides', () => {
    expect(missed(engineAuthzBroken)).toEqual([]);
    expect(reached(engineAuthzBroken)).toEqual(new Set(['engine-authz-broken']));
  });

  it('needs the words of the engine', () => {
    expect(matchNamed(engineAuthzBroken, 'C1 plug-in denies')).toBeUndefined();
    expect(matchNamed(engineAuthzBroken, 'C7 engine error')).toBeUndefined();
    expect(matchNamed(engineAuthzBroken, 'E6 dead backend')).toBeUndefined();
  });

  it('tells people to close the port first, keep evidence, verify, and look for misuse last', () => {
    const { remediation } = explanationFor('engine-authz-broken');
    expect(remediation[0]).toMatch(/^Contain now/);
    expect(remediation.join()).toMatch(/evidence.*Verify.*Look for misuse/i);
  });
});
