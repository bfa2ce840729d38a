import { expect, it } from 'vitest';
import { keepCheckpoints } from '../../src/audit/checkpoints.ts';
import type { NotedLine } from '../../src/audit/run-recorder.ts';
import { createStop } from '../../src/audit/stop.ts';
import { createTally } from '../../src/journal/tally.ts';
import { clock } from '../helpers/scope.ts';

it('writes counts once, with the position that they belong to', async () => {
  const lines: NotedLine[] = [];
  const tally = createTally(0, () => 0);
  const recorder = { append: (line: NotedLine) => void lines.push(line), flush: async () => undefined };
  const stop = createStop(new AbortController().signal, null);
  const keeper = keepCheckpoints(recorder, tally, clock, stop, () => undefined);
  tally.settle(0, 'closed');
  tally.settle(2, 'open');
  await keeper.write();
  await keeper.close();
  stop.release();
  expect(lines).toMatchObject([{ kind: 'checkpoint', position: 1, counts: [[0, 'closed', 1]] }]);
});

it('stops a run whose journal cannot be written, and throws the reason at the end', async () => {
  const recorder = { append: () => undefined, flush: () => Promise.reject(new Error('disk full')) };
  const stop = createStop(new AbortController().signal, null);
  const keeper = keepCheckpoints(
    recorder,
    createTally(0, () => 0),
    clock,
    stop,
    () => undefined,
  );
  await keeper.write();
  expect(stop.reason).toBe('interrupted');
  await expect(keeper.close()).rejects.toThrow('disk full');
  stop.release();
});
