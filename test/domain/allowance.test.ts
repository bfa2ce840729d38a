import { expect, it } from 'vitest';
import { Allowance } from '../../src/domain/allowance.ts';

it('is spent by prefix and in all, and tells each once', () => {
  const told: (string | undefined)[] = [];
  const allowance = new Allowance({ prefix: 10, run: 25 }, (prefix) => told.push(prefix));
  allowance.spend('127.0.1.1', 9);
  expect([allowance.isSpent('127.0.1.2'), told]).toEqual([false, []]);
  for (const amount of [1, 5]) allowance.spend('127.0.1.200', amount);
  expect([allowance.isSpent('127.0.1.2'), allowance.isSpent('127.0.2.1')]).toEqual([true, false]);
  for (const amount of [6, 6]) allowance.spendOfRun(amount);
  expect([allowance.isRunSpent, allowance.isSpent('127.0.2.1')]).toEqual([true, true]);
  expect(told).toEqual(['127.0.1.0/24', undefined]);
});

it('gives what there is, and nothing of what there is not', () => {
  const told: (string | undefined)[] = [];
  const allowance = new Allowance({ prefix: 10, run: 15 }, (prefix) => told.push(prefix));
  expect([4, 6, 1].map((amount) => allowance.trySpend('127.0.1.1', amount))).toEqual([true, true, false]);
  expect([4, 2, 1].map((amount) => allowance.trySpend('fd00::1', amount))).toEqual([true, false, true]);
  expect(told).toEqual(['127.0.1.0/24', undefined]);
});
