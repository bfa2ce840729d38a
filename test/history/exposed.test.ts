import { expect, it } from 'vitest';
import { VERDICTS } from '../../src/domain/verdicts.ts';
import { exposureOf, isExposed } from '../../src/history/exposed.ts';

it('knows which verdicts are exposed engines, and which tell nothing', () => {
  const of = (exposure: string) => VERDICTS.filter((verdict) => exposureOf(verdict) === exposure);
  expect(of('exposed')).toEqual(
    VERDICTS.filter((verdict) => verdict.startsWith('engine-') && verdict !== 'engine-mtls'),
  );
  expect(of('definite')).toEqual(['auth-required', 'engine-mtls', 'mtls-required', 'other-service']);
  // A 403 is here: a filter that refuses one path passes others.
  expect(of('unclear')).toEqual(['inconclusive', 'forbidden', 'no-reply', 'tarpit']);
  expect(VERDICTS.filter((verdict) => isExposed({ verdict }))).toEqual(of('exposed'));
});
