import { describe, expect, test } from 'vitest';
import { isCommercial, partsOf } from '../../src/classify/parts.ts';
import { component, facts } from './facts.ts';

const names = (...args: Parameters<typeof facts>) => partsOf(facts(...args)).map(({ component: name }) => name);

describe('partsOf', () => {
  test('names what the answer names, and nothing else', () => {
    expect(names('20.10.5')).toEqual(['engine']);
    const components = [
      component('containerd', '1.7.27'),
      component('runc', '1.2.5'),
      component('docker-init', '0.19.0'),
    ];
    expect(names('28.5.2', { components, platform: 'Docker Desktop 4.44.2 (1)' })).toEqual([
      'engine',
      'containerd',
      'runc',
      'desktop',
    ]);
    expect(
      names('4.3.1', { product: 'podman', components: [component('OCI Runtime (crun)', 'crun version 1.8')] }),
    ).toEqual(['podman']);
    expect(names('20.10.43', { product: 'balena' })).toEqual([]);
  });

  test('tells builds of the project from those of others', () => {
    const rebuilt = (...args: Parameters<typeof facts>) => partsOf(facts(...args))[0]?.rebuilt;
    expect(rebuilt('28.5.2')).toBe(false);
    expect(rebuilt('18.06.1-ce', { platform: '' })).toBe(false);
    expect(rebuilt('1.13.1', { platform: '', gitCommit: '092cba3/1.13.1' })).toBe(true);
    expect(rebuilt('18.09.1', { platform: '' })).toBe(true);
    expect(rebuilt('28.5.2', { gitCommit: '89c5e8f-dirty' })).toBe(false);
  });

  test('keeps the package that a part came in', () => {
    const components = [
      component('containerd', '1.6.20~ds1', '1.6.20~ds1-1+deb12u3'),
      component('runc', '1.2.5', 'v1.2.5-0-g59923ef'),
    ];
    expect(partsOf(facts('28.5.2', { components })).map(({ revision, rebuilt }) => [revision, rebuilt])).toEqual([
      ['', false],
      ['1.6.20~ds1-1+deb12u3', true],
      ['', false],
    ]);
  });
});

describe('isCommercial', () => {
  test.each([
    ['19.03.18-ee-1', '', true],
    ['23.0.14', 'Mirantis Container Runtime', true],
    ['19.03.5', 'Docker Engine - Enterprise', true],
    ['19.03.5', 'Docker Engine - Community', false],
    ['18.06.1-ce', '', false],
  ])('%s %s', (version, platform, expected) => {
    expect(isCommercial({ version, platform })).toBe(expected);
  });
});
