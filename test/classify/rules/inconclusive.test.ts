import { describe, expect, it } from 'vitest';
import { explanationFor } from '../../../src/classify/classify.ts';
import { inconclusive } from '../../../src/classify/rules/inconclusive.ts';
import { matchNamed, missed, reached } from '../../fixtures/answers/match.ts';
import { CASES } from '../../fixtures/answers/table.ts';

describe('inconclusive', () => {
  it('matches its fixtures, as the last rule must', () => {
    expect(missed(inconclusive)).toEqual([]);
    expect(reached(inconclusive)).toEqual(new Set(CASES.map(({ verdict }) => verdict)));
  });

  it('matches anything, and says when nothing was probed', () => {
    expect(matchNamed(inconclusive, 'a fault of ours')).toEqual({ variant: 'not-probed' });
    expect(matchNamed(inconclusive, 'bytes that mean nothing')).toEqual({});
    expect(matchNamed(inconclusive, 'D14 alert 112: wants a name')).toEqual({ variant: 'tls' });
    expect(matchNamed(inconclusive, "an engine's API version alone")).toEqual({
      variant: 'engine',
      notes: ['the answer has headers or keys that only engines have'],
    });
  });

  it('does not call the unknown harmless, and asks for another run where nothing was probed', () => {
    expect(explanationFor('inconclusive').follows).toMatch(/may be an engine/);
    expect(explanationFor('inconclusive/not-probed').summary).toMatch(/again/);
  });
});
