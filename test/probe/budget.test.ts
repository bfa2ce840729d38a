import { expect, it } from 'vitest';
import { ProbeBudget } from '../../src/probe/budget.ts';

const KB = 1_024;

function budgetOf(told: string[] = []): ProbeBudget {
  return new ProbeBudget((what, prefix = 'run') => told.push(`${what} ${prefix}`), {
    bytes: { prefix: 500 * KB, run: 900 * KB },
    time: { prefix: 60_000, run: 100_000 },
  });
}

it('lets each connection send 128 kB whatever others sent, and more while its prefix has bytes', () => {
  const told: string[] = [];
  const budget = budgetOf(told);
  expect(budget.receive('127.0.1.1', 400 * KB, 400 * KB)).toBe(false);
  expect(budget.receive('127.0.1.2', 128 * KB, 128 * KB)).toBe(false);
  expect(budget.receive('127.0.1.2', 1, 128 * KB + 1)).toBe(true);
  expect(['127.0.1.1', '127.0.1.2', '127.0.1.2'].map((address) => budget.takeCut(address))).toEqual([
    false,
    true,
    false,
  ]);
  expect(budget.receive('127.0.2.1', 400 * KB, 400 * KB)).toBe(true);
  expect(told).toEqual(['bytes 127.0.1.0/24', 'bytes run']);
});

it('gives a prefix so much time for patient tries, and a run so much for all slow ones', () => {
  const told: string[] = [];
  const budget = budgetOf(told);
  expect([1, 2, 3].map(() => budget.mayWait('127.0.1.1', 30_000))).toEqual([true, true, false]);
  for (let i = 0; i < 1_000; i += 1) budget.wait(900);
  expect(budget.isHurried).toBe(false);
  for (const ms of [20_000, 20_000]) budget.wait(ms);
  expect([budget.isHurried, budget.mayWait('127.0.2.1', 1)]).toEqual([true, false]);
  expect(told).toEqual(['time 127.0.1.0/24', 'time run']);
});

it('has room for a /24 full of the largest answers that are kept whole, and for what a /16 of silence costs', () => {
  const told: string[] = [];
  const budget = new ProbeBudget((what) => told.push(what));
  for (let i = 0; i < 511; i += 1) budget.receive('127.0.1.1', 64 * KB, 64 * KB);
  for (let prefix = 0; prefix < 256; prefix += 1)
    for (let i = 0; i < 124; i += 1) budget.mayWait(`127.1.${prefix}.1`, 29_000);
  expect(told).toEqual([]);
});

it('lets no more than 128 MB be held at once beside what each connection may send', () => {
  const budget = new ProbeBudget();
  for (let i = 0; i < 256; i += 1) expect(budget.receive(`127.${i}.0.1`, 512 * KB, 512 * KB)).toBe(false);
  expect(budget.receive('127.9.9.9', 100 * KB, 100 * KB)).toBe(false);
  expect(budget.receive('127.9.9.9', 100 * KB, 200 * KB)).toBe(true);
  for (let i = 0; i < 256; i += 1) budget.release(512 * KB);
  expect(budget.receive('127.9.9.8', 500 * KB, 500 * KB)).toBe(false);
});

it('is full while open connections hold much, and no longer when they are let go', () => {
  const budget = new ProbeBudget();
  for (let i = 0; i < 400; i += 1) budget.receive(`127.0.${i % 200}.1`, 128 * KB, 128 * KB);
  expect(budget.isFull).toBe(true);
  for (let i = 0; i < 400; i += 1) budget.release(128 * KB);
  expect(budget.isFull).toBe(false);
});
