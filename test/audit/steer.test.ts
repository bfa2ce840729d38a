import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { STOP_FILE, type Steering, steer } from '../../src/audit/steer.ts';
import { zeroStates } from '../../src/domain/endpoint.ts';
import type { RatePoint } from '../../src/domain/run.ts';
import { createPace } from '../../src/sweep/pace.ts';
import { zeroCounters } from '../../src/sweep/sweep.ts';
import { clock, temporaryFolder } from '../helpers/scope.ts';
import { until } from '../helpers/until.ts';

async function steering(change: Partial<Steering> = {}): Promise<Steering & { points: RatePoint[] }> {
  const points: RatePoint[] = [];
  return {
    folder: await temporaryFolder(),
    ceiling: 1_600,
    pace: createPace({ rate: 1_600, prefixRate: null, clock }),
    signs: zeroCounters(),
    seen: zeroStates(),
    clock,
    onPoint: (point) => points.push(point),
    onStop: () => undefined,
    ...change,
    points,
  };
}

it('sets the rate at once, and tells how it rises', async () => {
  const wheel = await steering();
  const letGo = steer(wheel);
  expect(wheel.pace.rate).toBe(100);
  await until(() => wheel.pace.rate > 400);
  letGo();
  expect(wheel.points[0]).toMatchObject({ rate: 100, cause: 'slow-start', sent: 0, answered: 0 });
  const risen = wheel.pace.rate;
  await sleep(400);
  expect(wheel.pace.rate).toBe(risen);
});

it('halves the rate when this machine fails, and tells what was counted', async () => {
  const wheel = await steering();
  const letGo = steer(wheel);
  await until(() => wheel.pace.rate > 100);
  const before = wheel.pace.rate;
  Object.assign(wheel.signs, { sent: 400, started: 400, trouble: 100 });
  wheel.seen.closed = 200;
  await until(() => wheel.points.at(-1)?.cause === 'local-trouble');
  letGo();
  expect(wheel.pace.rate).toBeLessThan(before);
  expect(wheel.points.at(-1)).toMatchObject({ cause: 'local-trouble', sent: 400, answered: 200, trouble: 100 });
});

it('stops within a second when somebody asks by a file', async () => {
  let stopped = false;
  const wheel = await steering({
    onStop: () => {
      stopped = true;
    },
  });
  const letGo = steer(wheel);
  await sleep(300);
  expect(stopped).toBe(false);
  await writeFile(join(wheel.folder, STOP_FILE), '');
  await until(() => stopped, 1);
  letGo();
});
