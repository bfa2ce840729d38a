import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createStop } from '../../src/audit/stop.ts';
import { until } from '../helpers/until.ts';

it('stops for the first reason, and keeps it', async () => {
  const outer = new AbortController();
  const stop = createStop(outer.signal, 30);
  expect(stop).toMatchObject({ reason: undefined });
  await until(() => stop.reason !== undefined);
  expect(stop.reason).toBe('out-of-time');
  outer.abort();
  stop.now('interrupted');
  expect(stop.reason).toBe('out-of-time');
  expect(stop.signal.aborted).toBe(true);
});

it('listens to who called, also to one that stopped before', () => {
  const outer = new AbortController();
  const early = createStop(outer.signal, null);
  outer.abort();
  expect(early.reason).toBe('interrupted');
  expect(createStop(outer.signal, null).reason).toBe('interrupted');
});

it('is not stopped any more once it is let go', async () => {
  const outer = new AbortController();
  const stop = createStop(outer.signal, 20);
  stop.release();
  outer.abort();
  await sleep(40);
  expect(stop.reason).toBeUndefined();
});
