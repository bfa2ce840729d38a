import { describe, expect, it } from 'vitest';
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
});
