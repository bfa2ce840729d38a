import { describe, expect, it } from 'vitest';
import { engineFiltered } from '../../../src/classify/rules/engine-filtered.ts';
import { matchNamed, missed, reached } from '../../fixtures/answers/match.ts';

describe('engine-filtered', () => {
  it('matches its fixtures, and no others but those that an earlier rule decides', () => {
    expect(missed(engineFiltered)).toEqual([]);
    expect(reached(engineFiltered)).toEqual(new Set(['engine-filtered']));
  });

  it('notes the mark of the proxy that it saw', () => {
    expect(matchNamed(engineFiltered, 'E3 HAProxy socket proxy')?.notes?.join()).toContain('lower case');
    expect(matchNamed(engineFiltered, 'A18 Debian 20.10')).toBeUndefined();
    expect(matchNamed(engineFiltered, 'D7 HAProxy in front, TLS')).toBeUndefined();
    expect(matchNamed(engineFiltered, 'E4 HAProxy deny')).toBeUndefined();
  });
});
