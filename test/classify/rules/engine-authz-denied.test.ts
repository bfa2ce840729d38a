import { describe, expect, it } from 'vitest';
import { explanationFor } from '../../../src/classify/classify.ts';
import { engineAuthzDenied } from '../../../src/classify/rules/engine-authz-denied.ts';
import { matchNamed, missed, reached } from '../../fixtures/answers/match.ts';

describe('engine-authz-denied', () => {
  it('matches its fixtures, and no others but those that an earlier rule decides', () => {
    expect(missed(engineAuthzDenied)).toEqual([]);
    expect(reached(engineAuthzDenied)).toEqual(new Set(['engine-authz-denied']));
  });

  it('needs the words of the engine', () => {
    expect(matchNamed(engineAuthzDenied, 'E4 HAProxy deny')).toBeUndefined();
    expect(matchNamed(engineAuthzDenied, 'E5 nginx deny')).toBeUndefined();
    expect(matchNamed(engineAuthzDenied, 'C2 plug-in is dead')).toBeUndefined();
  });

  it('tells people to close the port first, keep evidence, verify, and look for misuse last', () => {
    const { remediation } = explanationFor('engine-authz-denied');
    expect(remediation[0]).toMatch(/^Contain now/);
    expect(remediation.join()).toMatch(/evidence.*Verify.*Look for misuse/i);
  });
});
