import { describe, expect, it } from 'vitest';
import { explanationFor } from '../../../src/classify/classify.ts';
import { engineMtls } from '../../../src/classify/rules/engine-mtls.ts';
import { matchNamed, missed, reached } from '../../fixtures/answers/match.ts';

describe('engine-mtls', () => {
  it('matches its fixtures, and no others but those that an earlier rule decides', () => {
    expect(missed(engineMtls)).toEqual([]);
    expect(reached(engineMtls)).toEqual(new Set(['engine-mtls']));
  });

  it('never names a product: other Go services look the same', () => {
    expect(matchNamed(engineMtls, 'D9 TLS 1.3, alert 116')?.product).toBe('');
  });

  it('needs all three hints', () => {
    expect(matchNamed(engineMtls, 'D9 on an odd port, with nothing that names an engine')).toBeUndefined();
    expect(matchNamed(engineMtls, 'D12 TLS 1.3, alert 116, no Go')).toBeUndefined();
    expect(matchNamed(engineMtls, 'D10 nginx demands in words')).toBeUndefined();
  });

  it('never claims in its text that it is Docker', () => {
    const { title, follows } = explanationFor('engine-mtls');
    expect(title).toMatch(/^Probably/);
    expect(follows).toMatch(/Consistent with/);
  });
});
