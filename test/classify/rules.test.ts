import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/classify/rules.ts';
import { VERDICTS } from '../../src/domain/verdicts.ts';

const place = (verdict: string): number => RULES.findIndex((rule) => rule.verdict === verdict);

describe('RULES', () => {
  it('has one rule for each verdict', () => {
    expect(RULES.map(({ verdict }) => verdict).toSorted()).toEqual(VERDICTS.toSorted());
  });

  it('asks the special before the general, and the one that always matches last', () => {
    expect(place('engine-open-proxied')).toBeLessThan(place('engine-open-plaintext'));
    expect(place('engine-filtered')).toBeLessThan(place('engine-open-plaintext'));
    expect(place('engine-authz-denied')).toBeLessThan(place('forbidden'));
    expect(place('engine-refused')).toBeLessThan(place('other-service'));
    expect(place('engine-mtls')).toBeLessThan(place('mtls-required'));
    expect(RULES.at(-1)?.verdict).toBe('inconclusive');
  });
});
