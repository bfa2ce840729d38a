import { describe, expect, it } from 'vitest';
import { explanationFor } from '../../../src/classify/classify.ts';
import { noReply } from '../../../src/classify/rules/no-reply.ts';
import { matchNamed, missed, reached } from '../../fixtures/answers/match.ts';

describe('no-reply', () => {
  it('matches its fixtures, and no others but those that an earlier rule decides', () => {
    expect(missed(noReply)).toEqual([]);
    expect(reached(noReply)).toEqual(new Set(['no-reply']));
  });

  it('is not for an answer that came and could not be read', () => {
    expect(matchNamed(noReply, 'G14 JSON without HTTP')).toBeUndefined();
    expect(matchNamed(noReply, 'bytes that mean nothing')).toBeUndefined();
    expect(matchNamed(noReply, 'G8 header drip')).toBeUndefined();
  });

  it('does not call silence a repair', () => {
    expect(explanationFor('no-reply').follows).toMatch(/^Nothing/);
  });
});
