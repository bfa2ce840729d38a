import { describe, expect, it } from 'vitest';
import { forbidden } from '../../../src/classify/rules/forbidden.ts';
import { matchNamed, missed, reached } from '../../fixtures/answers/match.ts';

describe('forbidden', () => {
  it('matches its fixtures, and no others but those that an earlier rule decides', () => {
    expect(missed(forbidden)).toEqual([]);
    expect(reached(forbidden)).toEqual(new Set(['engine-authz-denied', 'forbidden']));
  });

  it('is for status 403 alone', () => {
    expect(matchNamed(forbidden, 'D17 password behind TLS')).toBeUndefined();
    expect(matchNamed(forbidden, 'E6 dead backend')).toBeUndefined();
  });
});
