import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { controlRate, type RateControlRequest, STOP_FILE } from '../../src/audit/rate-control.ts';
import { zeroStates } from '../../src/domain/endpoint.ts';
import type { RatePoint } from '../../src/domain/run.ts';
import { createPace } from '../../src/sweep/pace.ts';
import { zeroCounters } from '../../src/sweep/sweep.ts';
import { clock, temporaryFolder } from '../helpers/scope.ts';

async function controlled(
  change: Partial<RateControlRequest> = {},
): Promise<RateControlRequest & { points: RatePoint[] }> {
  const points: RatePoint[] = [];
  return {
    folder: await temporaryFolder(),
    ceiling: 1_600,
    pace: createPace({ rate: 1_600, prefixRate: null, clock }),
    counters: zeroCounters(),
    seen: zeroStates(),
    clock,
    onPoint: (point) => points.push(point),
    onStop: () => undefined,
    ...change,
    points,
  };
}

it('sets the rate at once, and reports how it rises', async () => {
  const request = await controlled();
  const stopControl = controlRate(request);
  expect(request.pace.rate).toBe(100);
  await sleep(900);
  stopControl();
  expect(request.pace.rate).toBeGreaterThan(400);
  expect(request.points[0]).toMatchObject({ rate: 100, cause: 'slow-start', sent: 0, answered: 0 });
  const risen = request.pace.rate;
  await sleep(400);
  expect(request.pace.rate).toBe(risen);
});

it('lowers the rate when this machine fails, and reports what was counted', async () => {
  const request = await controlled();
  const stopControl = controlRate(request);
  await sleep(300);
  const before = request.pace.rate;
  Object.assign(request.counters, { sent: 400, started: 400, trouble: 100 });
  request.seen.closed = 200;
  await sleep(350);
  stopControl();
  expect(request.pace.rate).toBeLessThan(before);
  expect(request.points.at(-1)).toMatchObject({ cause: 'local-trouble', sent: 400, answered: 200, trouble: 100 });
});

it('stops the run within a second of the stop file', async () => {
  let stopped = false;
  const request = await controlled({
    onStop: () => {
      stopped = true;
    },
  });
  const stopControl = controlRate(request);
  await sleep(300);
  expect(stopped).toBe(false);
  await writeFile(join(request.folder, STOP_FILE), '');
  await sleep(600);
  stopControl();
  expect(stopped).toBe(true);
});
