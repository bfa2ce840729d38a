import { expect, it } from 'vitest';
import { parts, ROOTLESS } from '../../src/lab/components.ts';

it('lists containerd, runc and docker-init, in this order', () => {
  const list = parts(['1.7.28', 'b98a3aa'], ['1.3.3', 'v1.3.3-0-gd842d77']);
  expect(list.map(({ Name, Version }) => `${Name} ${Version}`)).toEqual([
    'containerd 1.7.28',
    'runc 1.3.3',
    'docker-init 0.19.0',
  ]);
  expect(list[1]?.Details).toEqual({ GitCommit: 'v1.3.3-0-gd842d77' });
});

it('marks a daemon without root', () => {
  expect(ROOTLESS.map(({ Name }) => Name)).toEqual(['rootlesskit', 'slirp4netns']);
});
