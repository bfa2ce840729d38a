import { expect, it } from 'vitest';
import { nearest } from '../../src/text/nearest.ts';

const OWNERS = ['platform', 'labs', 'data-team', 'platform-eu', '平台'];

it('names the nearest words first, and none where all are far', () => {
  expect(nearest('plattform', OWNERS)).toEqual(['platform']);
  expect(nearest('LABS', OWNERS)).toEqual(['labs']);
  expect(nearest('platfor', OWNERS)).toEqual(['platform', 'platform-eu']);
  expect(nearest('data', OWNERS)).toEqual(['data-team']);
  expect(nearest('lbas', OWNERS)).toEqual(['labs']);
  expect(nearest('networking', OWNERS)).toEqual([]);
  expect(nearest('', [])).toEqual([]);
  expect(nearest('x'.repeat(10_000), OWNERS)).toEqual([]);
});
