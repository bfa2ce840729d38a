import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Waits } from '../../src/probe/waits.ts';
import { clock } from '../helpers/scope.ts';

async function took(act: Promise<void>): Promise<number> {
  const began = performance.now();
  await act;
  return performance.now() - began;
}

it('holds a place until the work is over, or waits', async () => {
  const waits = new Waits(5, clock);
  expect(await took(waits.hold(sleep(10), 1_000))).toBeLessThan(90);
  expect(waits.size).toBe(0);
  const slow = sleep(600);
  expect(await took(waits.hold(slow, 1_000))).toBeLessThan(450);
  expect(waits.size).toBe(1);
  expect(waits.longest).toBeGreaterThan(500);
  expect(waits.longest).toBeLessThan(950);
  await slow;
  await sleep(1);
  expect([waits.size, waits.longest]).toEqual([0, 0]);
});

it('keeps the place where nothing more may wait', async () => {
  const waits = new Waits(0, clock);
  expect(await took(waits.hold(sleep(400), 1_000))).toBeGreaterThan(380);
});

it('keeps the place while this process is the slow one', async () => {
  const waits = new Waits(5, clock);
  const work = sleep(1_500);
  const held = took(waits.hold(work, 2_000));
  await sleep(20);
  const end = performance.now() + 500;
  while (performance.now() < end);
  expect(await held).toBeGreaterThan(550);
  await work;
});

it('keeps the place while work of this process waits for its turn', async () => {
  const late: boolean[] = [];
  let isBehind = true;
  const waits = new Waits(5, clock, {
    isBehind: () => isBehind,
    isFull: () => false,
    onTimer: (isLate) => void late.push(isLate),
  });
  const work = sleep(1_500);
  const held = took(waits.hold(work, 2_000));
  await sleep(300);
  expect([waits.size, late.every((isLate) => isLate)]).toEqual([0, true]);
  isBehind = false;
  expect(await held).toBeGreaterThan(300);
  expect(waits.size).toBe(1);
  await work;
});

it('keeps the place while those who wait hold all that they may', async () => {
  let isFull = true;
  const waits = new Waits(5, clock, { isBehind: () => false, isFull: () => isFull, onTimer: () => undefined });
  const work = sleep(1_000);
  const held = took(waits.hold(work, 2_000));
  await sleep(300);
  expect(waits.size).toBe(0);
  isFull = false;
  expect(await held).toBeGreaterThan(300);
  expect(waits.size).toBe(1);
  await work;
});
