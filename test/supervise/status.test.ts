import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect, it } from 'vitest';
import schema from '../../src/supervise/status.schema.json' with { type: 'json' };
import { createStatusFile, STATUS, type Status } from '../../src/supervise/status.ts';
import { clock, temporaryFolder } from '../helpers/scope.ts';
import { until } from '../helpers/until.ts';

const COUNTS = { done: 50, total: 200, rate: 10, open: 4, exposed: 1, notTested: 2, probing: 3 };
const RUN = '20260301T020000Z-4f1a2b';
const actor = { host: 'here', pid: 7 };

const ajv = new Ajv2020({ strict: true });
addFormats.default(ajv);
const isValid = ajv.compile(schema);

async function readStatus(out: string): Promise<Status> {
  const status: unknown = JSON.parse(await readFile(join(out, STATUS), 'utf8'));
  expect(isValid(status), JSON.stringify(isValid.errors)).toBe(true);
  return status as Status;
}

it('follows a run, beats while nothing moves, and ends with its outcome', async () => {
  const out = await temporaryFolder();
  const file = createStatusFile({ out, actor, clock, onTrouble: (error) => expect.fail(String(error)) });
  file.update(COUNTS);
  file.start(RUN, `reports/${RUN}`);
  await until(() => existsSync(join(out, STATUS)));
  expect(await readStatus(out)).toMatchObject({ state: 'running', run: RUN, pid: 7, done: 0, etaSeconds: null });
  file.update(COUNTS);
  await until(async () => (await readStatus(out)).done === COUNTS.done);
  const first = await readStatus(out);
  expect(first).toMatchObject({ ...COUNTS, etaSeconds: 15, exitStatus: null });
  await until(async () => (await readStatus(out)).updatedAt > first.updatedAt);
  file.reporting();
  await until(async () => (await readStatus(out)).state === 'reporting');
  await file.end('partial', 3, ['out-of-time']);
  expect(await readStatus(out)).toMatchObject({
    state: 'partial',
    exitStatus: 3,
    reasons: ['out-of-time'],
    probing: 0,
  });
  expect(await readdir(out)).toEqual([STATUS]);
});

it('is never seen half', async () => {
  const out = await temporaryFolder();
  const file = createStatusFile({ out, actor, clock, onTrouble: (error) => expect.fail(String(error)) });
  file.start(RUN, RUN);
  await until(() => existsSync(join(out, STATUS)));
  let reading = true;
  const writing = (async () => {
    while (reading) {
      file.reporting();
      await sleep(2);
    }
  })();
  for (let reads = 0; reads < 50; reads += 1) await readStatus(out);
  reading = false;
  await writing;
  await file.end('finished', 0, []);
});

it('complains once, and lets the run go on', async () => {
  const out = await temporaryFolder();
  const troubles: unknown[] = [];
  const file = createStatusFile({ out, actor, clock, onTrouble: (error) => troubles.push(error) });
  await rm(out, { recursive: true });
  file.start(RUN, RUN);
  await until(() => troubles.length > 0);
  file.reporting();
  await file.end('finished', 0, []);
  expect(troubles).toHaveLength(1);
});

it('writes nothing for a run that never started', async () => {
  const out = await temporaryFolder();
  await createStatusFile({ out, actor, clock, onTrouble: () => undefined }).end('failed', 2, []);
  expect(await readdir(out)).toEqual([]);
});
