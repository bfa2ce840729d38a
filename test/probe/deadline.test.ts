import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startDeadline } from '../../src/probe/deadline.ts';
import { clock } from '../helpers/scope.ts';

/** Milliseconds until the deadline, with the event loop held up after `after` ms for `blocked` ms. */
async function measure(ms: number, after: number, blocked: number): Promise<number> {
  const begun = clock.ticks();
  const done = new Promise<void>((resolve) => void startDeadline(ms, clock, resolve));
  await sleep(after);
  const end = clock.ticks() + blocked;
  while (clock.ticks() < end);
  await done;
  return clock.ticks() - begun;
}

it('comes after so long', async () => {
  const taken = await measure(700, 1, 0);
  expect(taken).toBeGreaterThanOrEqual(695);
  expect(taken).toBeLessThan(1_200);
});

it('does not count time in which this process could not run', async () => {
  expect(await measure(700, 100, 900)).toBeGreaterThan(1_500);
});

it('comes in the end where this process is late all the time', async () => {
  let late = 0;
  const slow = { now: () => 0, ticks: () => (late += 1_000) };
  await new Promise<void>((resolve) => void startDeadline(50, slow, resolve));
  expect(late).toBeGreaterThan(200);
});

it('can be cancelled', async () => {
  let called = false;
  const cancel = startDeadline(30, clock, () => {
    called = true;
  });
  cancel();
  await sleep(80);
  expect(called).toBe(false);
});
