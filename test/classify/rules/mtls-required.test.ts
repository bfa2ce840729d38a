import { describe, expect, it } from 'vitest';
import { mtlsRequired } from '../../../src/classify/rules/mtls-required.ts';
import { matchNamed, missed, reached } from '../../fixtures/answers/match.ts';

describe('mtls-required', () => {
  it('matches its fixtures, and no others but those that an earlier rule decides', () => {
    expect(missed(mtlsRequired)).toEqual([]);
    expect(reached(mtlsRequired)).toEqual(new Set(['engine-mtls', 'mtls-required']));
  });

  it('says when a demand is likely and not proved', () => {
    const lost = matchNamed(mtlsRequired, 'a demand that was lost in a hang-up');
    expect(lost?.notes?.join()).toContain('without an alert');
    expect(lost?.variant).toBe('likely');
    expect(matchNamed(mtlsRequired, 'a reset after the handshake')).toBeUndefined();
    expect(matchNamed(mtlsRequired, 'D12 TLS 1.3, alert 116, no Go')?.variant).toBeUndefined();
    expect(matchNamed(mtlsRequired, 'D12 TLS 1.3, alert 116, no Go')?.notes?.join()).toContain('alert 116');
  });

  it('does not take every refusal for a demand', () => {
    expect(matchNamed(mtlsRequired, 'D14 alert 112: wants a name')).toBeUndefined();
    expect(matchNamed(mtlsRequired, 'D15 alert 70: old protocol')).toBeUndefined();
    expect(matchNamed(mtlsRequired, 'D16 alert 40 without keys: no common cipher')).toBeUndefined();
    expect(matchNamed(mtlsRequired, 'TLS, then silence')).toBeUndefined();
    expect(matchNamed(mtlsRequired, 'G6 resets')).toBeUndefined();
  });
});
