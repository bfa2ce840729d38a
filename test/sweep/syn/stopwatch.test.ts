import { expect, it } from 'vitest';
import { Stopwatch } from '../../../src/sweep/syn/stopwatch.ts';

it('stands still while it is halted, and goes on from there', () => {
  let time = 100;
  const watch = new Stopwatch(() => time);
  expect(watch.now()).toBe(100);
  time = 110;
  watch.halt();
  time = 150;
  watch.halt();
  expect(watch.now()).toBe(110);
  watch.resume();
  expect(watch.now()).toBe(110);
  time = 160;
  watch.resume();
  expect(watch.now()).toBe(120);
});
