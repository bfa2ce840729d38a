import { describe, expect, it } from 'vitest';
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
});
