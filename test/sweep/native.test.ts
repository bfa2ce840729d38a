import { expect, it } from 'vitest';
import { createControl } from '../../src/sweep/native.ts';

it('shows the thread what the main thread sets, and the main thread what the thread counts', () => {
  const main = createControl();
  const thread = createControl(main.memory);
  expect([thread.stopped, thread.held, thread.limit]).toEqual([false, false, 0]);
  main.stopped = true;
  main.held = true;
  main.limit = 2 ** 40 + 1;
  expect([thread.stopped, thread.held, thread.limit]).toEqual([true, true, 2 ** 40 + 1]);
  main.held = false;
  expect([thread.stopped, thread.held]).toEqual([true, false]);
  Object.assign(thread.counters, { sent: 4, started: 3, late: 2, trouble: 1 });
  thread.counters.sent += 1;
  expect({ ...main.counters }).toEqual({ sent: 5, started: 3, late: 2, trouble: 1 });
});
