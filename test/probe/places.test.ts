import { expect, it } from 'vitest';
import { Places } from '../../src/probe/places.ts';

it('halves with late timers, once for each cause, and grows by one with each in time', () => {
  let ticks = 0;
  const places = new Places(64, { now: () => 0, ticks: () => ticks });
  for (let i = 0; i < 10; i += 1) places.note(true);
  expect(places.now).toBe(32);
  for (let i = 0; i < 9; i += 1) {
    ticks += 250;
    places.note(true);
  }
  expect(places.now).toBe(4);
  for (let i = 0; i < 3; i += 1) places.note(false);
  expect(places.now).toBe(7);
  for (let i = 0; i < 100; i += 1) places.note(false);
  expect(places.now).toBe(64);
});

it('never gives more than there are', () => {
  const places = new Places(2, { now: () => 0, ticks: () => 1_000 });
  places.note(true);
  expect(places.now).toBe(2);
});
