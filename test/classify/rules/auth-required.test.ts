import { describe, expect, it } from 'vitest';
import { explanationFor } from '../../../src/classify/classify.ts';
import { authRequired } from '../../../src/classify/rules/auth-required.ts';
import { matchNamed, missed, reached } from '../../fixtures/answers/match.ts';

describe('auth-required', () => {
  it('matches its fixtures, and no others but those that an earlier rule decides', () => {
    expect(missed(authRequired)).toEqual([]);
    expect(reached(authRequired)).toEqual(new Set(['auth-required']));
  });

  it('is worse where the password crosses the network in plain text', () => {
    expect(matchNamed(authRequired, 'E1 basic auth in plain text')).toEqual({
      severity: 'medium',
      variant: 'plaintext',
    });
    expect(matchNamed(authRequired, 'D17 password behind TLS')).toEqual({});
    expect(matchNamed(authRequired, 'E5 nginx deny')).toBeUndefined();
  });

  it('raises the severity of a password in plain text', () => {
    expect(explanationFor('auth-required/plaintext').severity).toBe('medium');
    expect(explanationFor('auth-required').severity).toBe('low');
  });
});
