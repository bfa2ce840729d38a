import { describe, expect, it } from 'vitest';
import { tarpit } from '../../../src/classify/rules/tarpit.ts';
import { matchNamed, missed, reached } from '../../fixtures/answers/match.ts';

describe('tarpit', () => {
  it('matches its fixtures, and no others but those that an earlier rule decides', () => {
    expect(missed(tarpit)).toEqual([]);
    expect(reached(tarpit)).toEqual(new Set(['tarpit']));
  });

  it('is no slow or large answer that ended', () => {
    expect(matchNamed(tarpit, 'G11 short body')).toBeUndefined();
    expect(matchNamed(tarpit, 'an answer of ten megabytes')).toBeUndefined();
    expect(matchNamed(tarpit, 'F1 SSH')).toBeUndefined();
  });
});
