import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { createPace, type SharedPace } from '../../src/sweep/pace.ts';
import { clock } from '../helpers/scope.ts';

const module = new URL('../../dist/sweep/pace.js', import.meta.url);

/** Runs a text in a thread of its own, with the shared pace at hand; gives what it posts. */
function inThread<T>(pace: SharedPace, prefixRate: number | null, text: string, shared?: Int32Array): Promise<T> {
  const source = `
    import { performance } from 'node:perf_hooks';
    import { parentPort, workerData } from 'node:worker_threads';
    import { createPace } from ${JSON.stringify(module.href)};
    const { memory, prefixRate, shared } = workerData;
    const clock = { now: () => Date.now(), ticks: () => performance.now() };
    const pace = createPace({ rate: null, prefixRate, clock, memory });
    const packEndpoint = (low) => ({ v6: false, low, groups: [], port: 1, range: 0 });
    ${text}`;
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), {
      workerData: { memory: pace.memory, prefixRate, shared },
    });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

const TAKE = (packed: string): string => `
  let taken = 0;
  const until = performance.now() + 1_000;
  for (let i = 0; performance.now() < until; i += 1) {
    if (pace.ready() > 0) continue;
    if (pace.passPacked(${packed}) === 0) taken += 1;
  }
  parentPort.postMessage(taken);`;

it('keeps one rate over two threads', async () => {
  const pace = createPace({ rate: 5_000, prefixRate: null, clock });
  const packed = 'packEndpoint(0x0a000000 + Math.floor(Math.random() * 2 ** 24))';
  const taken = await Promise.all([
    inThread<number>(pace, null, TAKE(packed)),
    inThread<number>(pace, null, TAKE(packed)),
  ]);
  const sum = taken.reduce((a, b) => a + b, 0);
  // They may not begin at the same moment; a second of each lies within two.
  // Half of it on a machine that is busy with something else.
  expect(sum).toBeGreaterThan(2_500);
  expect(sum).toBeLessThan(2 * 5_250);
  const seconds = sum / 5_000;
  expect(seconds).toBeLessThan(1.9);
});

it('keeps the rate of a prefix over two threads', async () => {
  const pace = createPace({ rate: null, prefixRate: 500, clock });
  const taken = await Promise.all([
    inThread<number>(pace, 500, TAKE('packEndpoint(0x0a000000 + (i & 255))')),
    inThread<number>(pace, 500, TAKE('packEndpoint(0x0a000000 + (i & 255))')),
  ]);
  const sum = taken.reduce((a, b) => a + b, 0);
  expect(sum).toBeGreaterThan(250);
  expect(sum).toBeLessThan(960);
});

it('gives an address to one thread at a time', async () => {
  const pace = createPace({ rate: null, prefixRate: null, clock });
  const inside = new Int32Array(new SharedArrayBuffer(4));
  const hold = `
    let clashes = 0, got = 0;
    const until = performance.now() + 400;
    while (performance.now() < until) {
      if (pace.takePacked(packEndpoint(0x0a000001)) > 0) continue;
      got += 1;
      if (Atomics.add(shared, 0, 1) !== 0) clashes += 1;
      Atomics.sub(shared, 0, 1);
      pace.releasePacked(packEndpoint(0x0a000001));
    }
    parentPort.postMessage({ clashes, got });`;
  const both = await Promise.all([
    inThread<{ clashes: number; got: number }>(pace, null, hold, inside),
    inThread<{ clashes: number; got: number }>(pace, null, hold, inside),
  ]);
  expect(both.map(({ clashes }) => clashes)).toEqual([0, 0]);
  expect(both.reduce((sum, { got }) => sum + got, 0)).toBeGreaterThan(1_000);
  expect(pace.take('10.0.0.1')).toBe(0);
});

it('lives on when a thread died with the lock in its hand', () => {
  const pace = createPace({ rate: 1_000, prefixRate: null, clock });
  // The lock is the word before the busy addresses.
  const lock = new Int32Array(pace.memory, pace.memory.byteLength - 2 ** 20 - 4, 1);
  Atomics.store(lock, 0, 1);
  const started = performance.now();
  expect(pace.take('10.0.0.1')).toBe(0);
  expect(performance.now() - started).toBeLessThan(2_000);
  expect(Atomics.load(lock, 0)).toBe(0);
});
