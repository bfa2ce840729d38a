import { describe, expect, it } from 'vitest';
import { engineOpenTls } from '../../../src/classify/rules/engine-open-tls.ts';
import { matchNamed, missed, reached } from '../../fixtures/answers/match.ts';

describe('engine-open-tls', () => {
  it('matches its fixtures, and no others but those that an earlier rule decides', () => {
    expect(missed(engineOpenTls)).toEqual([]);
    expect(reached(engineOpenTls)).toEqual(new Set(['engine-open-tls', 'engine-open-proxied']));
  });

  it('needs an answer inside TLS', () => {
    expect(matchNamed(engineOpenTls, 'A18 Debian 20.10')).toBeUndefined();
    expect(matchNamed(engineOpenTls, 'a reset after the handshake')).toBeUndefined();
    expect(matchNamed(engineOpenTls, 'D9 TLS 1.3, alert 116')).toBeUndefined();
    expect(matchNamed(engineOpenTls, 'TLS, then silence')).toBeUndefined();
  });
});
