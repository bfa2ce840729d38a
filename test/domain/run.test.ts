import { expect, it } from 'vitest';
import { defaultOptions } from '../../src/domain/run.ts';

it('runs in one thread, without limits and without a shard, unless options say otherwise', () => {
  const options = defaultOptions({ concurrency: 9, probes: 3, seed: 1 });
  expect(options).toMatchObject({
    engine: 'connect',
    ports: [],
    rate: null,
    threads: 1,
    shard: { index: 1, count: 1 },
  });
  expect(options).not.toHaveProperty('secondLook');
  const other = defaultOptions({ concurrency: 9, probes: 3, seed: 1, rate: 5, retries: 2, secondLook: true });
  expect(other).toEqual({ ...options, rate: 5, retries: 2, secondLook: true });
});
