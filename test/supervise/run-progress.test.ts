import { expect, it } from 'vitest';
import { zeroStates } from '../../src/domain/endpoint.ts';
import { createRunProgress } from '../../src/supervise/run-progress.ts';
import type { StatusCounts } from '../../src/supervise/status.ts';
import { logFor } from '../../src/supervise/unattended.ts';
import { createContext } from '../helpers/context.ts';

it('counts the rate from where this process began', () => {
  let ticks = 1_000;
  const context = createContext({ clock: { now: () => 0, ticks: () => ticks } });
  const counts: StatusCounts[] = [];
  const log = logFor({ quiet: true, failOn: 'high' }, context);
  const progress = createRunProgress(false, log, context, (next) => counts.push(next));
  const states = { ...zeroStates(), open: 3, 'not-tested': 2 };
  const waiting = { probes: 2, ms: 4_100 };
  progress.update({ done: 500, total: 1_000, states, exposed: 1, probing: 4, waiting });
  ticks = 11_000;
  progress.update({ done: 700, total: 1_000, states, exposed: 1, probing: 4, waiting });
  progress.stop();
  expect(counts.map(({ rate }) => rate)).toEqual([0, 20]);
  expect(counts[1]).toEqual({ done: 700, total: 1_000, rate: 20, open: 3, exposed: 1, notTested: 2, probing: 4 });
  expect(context.err()).toBe('');
});
