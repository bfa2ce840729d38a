import { describe, expect, it } from 'vitest';
import { engineOpenPlaintext } from '../../../src/classify/rules/engine-open-plaintext.ts';
import { matchNamed, missed, reached } from '../../fixtures/answers/match.ts';

describe('engine-open-plaintext', () => {
  it('matches its fixtures, and no others but those that an earlier rule decides', () => {
    expect(missed(engineOpenPlaintext)).toEqual([]);
    expect(reached(engineOpenPlaintext)).toEqual(
      new Set(['engine-open-plaintext', 'engine-open-proxied', 'engine-filtered']),
    );
  });

  it('softens the severity of a rootless engine and picks the text of each product', () => {
    expect(matchNamed(engineOpenPlaintext, 'A17 rootless')).toMatchObject({ severity: 'high', variant: 'rootless' });
    expect(matchNamed(engineOpenPlaintext, 'B2 Podman 4.3')).toEqual({ product: 'podman', variant: 'podman' });
    expect(matchNamed(engineOpenPlaintext, 'A18 Debian 20.10')).toEqual({ product: 'docker' });
  });

  it('leaves look-alikes alone', () => {
    expect(matchNamed(engineOpenPlaintext, 'F6 etcd')).toBeUndefined();
    expect(matchNamed(engineOpenPlaintext, 'F7 Kubernetes')).toBeUndefined();
    expect(matchNamed(engineOpenPlaintext, 'F10 other JSON')).toBeUndefined();
    expect(matchNamed(engineOpenPlaintext, 'G14 JSON without HTTP')).toBeUndefined();
    expect(matchNamed(engineOpenPlaintext, 'G11 short body')).toBeUndefined();
  });
});
