import { describe, expect, it } from 'vitest';
import { engineOpenProxied } from '../../../src/classify/rules/engine-open-proxied.ts';
import { matchNamed, missed, reached } from '../../fixtures/answers/match.ts';

describe('engine-open-proxied', () => {
  it('matches its fixtures, and no others but those that an earlier rule decides', () => {
    expect(missed(engineOpenProxied)).toEqual([]);
    expect(reached(engineOpenProxied)).toEqual(new Set(['engine-open-proxied']));
  });

  it('names the proxy', () => {
    expect(matchNamed(engineOpenProxied, 'E8 nginx in front')?.notes?.join()).toContain('nginx/1.22.1');
    expect(matchNamed(engineOpenProxied, 'a cache in front')?.notes?.join()).toContain('cache.example.org');
  });

  it('is not fooled by the header names of engines', () => {
    expect(matchNamed(engineOpenProxied, 'A18 Debian 20.10')).toBeUndefined();
    expect(matchNamed(engineOpenProxied, 'B2 Podman 4.3')).toBeUndefined();
    expect(matchNamed(engineOpenProxied, 'B5 classic Swarm')).toBeUndefined();
    expect(matchNamed(engineOpenProxied, 'A1 0.5')).toBeUndefined();
  });
});
