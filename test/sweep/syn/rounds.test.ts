import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DEFERRED, PENDING, RING_SLOTS, Rounds, SETTLED } from '../../../src/sweep/syn/rounds.ts';

interface Known {
  /** When it was sent to, in each round. */
  sent: number[];
  settled: boolean;
}

/** Drives the rounds as the engine does, against the plainest possible memory of what happened. */
function simulate(
  { total, rounds, timeout }: { total: number; rounds: number; timeout: number },
  choose: (below: number) => number,
): { known: Known[]; silent: number[]; order: number[]; time: number } {
  const subject = new Rounds(total, rounds, timeout);
  const known = Array.from({ length: total }, (): Known => ({ sent: [], settled: false }));
  const of = (index: number): Known => known[index] ?? { sent: [], settled: false };
  let deferred: { index: number; due: number }[] = [];
  const silent: number[] = [];
  const order: number[] = [];
  let time = 0;
  const send = (index: number): void => {
    const { sent, settled } = of(index);
    expect(settled).toBe(false);
    const last = sent.at(-1);
    if (last !== undefined) expect(time - last).toBeGreaterThanOrEqual(timeout);
    if (choose(10) === 0) {
      subject.set(index, DEFERRED);
      deferred.push({ index, due: time + choose(40) });
      return;
    }
    subject.set(index, PENDING);
    subject.sent(index, time);
    sent.push(time);
    if (sent.length === 1) order.push(index);
  };
  while (!subject.done) {
    time += 1 + choose(20);
    const due = deferred.filter((entry) => entry.due <= time);
    deferred = deferred.filter((entry) => entry.due > time);
    for (const { index } of due) if (subject.state(index) === DEFERRED) send(index);
    for (let burst = choose(30); burst > 0; burst -= 1) {
      let index = -1;
      for (let round = rounds - 1; round >= 0 && index < 0; round -= 1) index = subject.next(round, time, total);
      if (index < 0) break;
      send(index);
    }
    for (let answers = choose(8); answers > 0; answers -= 1) {
      const index = choose(total);
      if (subject.state(index) !== PENDING) continue;
      expect(of(index).settled).toBe(false);
      subject.set(index, SETTLED);
      of(index).settled = true;
    }
    for (let i = subject.next(rounds, time, 0); i >= 0; i = subject.next(rounds, time, 0)) {
      expect(of(i).settled).toBe(false);
      expect(of(i).sent).toHaveLength(rounds);
      expect(time - (of(i).sent.at(-1) ?? time)).toBeGreaterThanOrEqual(timeout);
      of(i).settled = true;
      silent.push(i);
      subject.set(i, SETTLED);
    }
    if (time > 1e6) throw new Error('it never ends');
  }
  return { known, silent, order, time };
}

const shapes = fc.record({
  total: fc.integer({ min: 1, max: 300 }),
  rounds: fc.integer({ min: 1, max: 4 }),
  timeout: fc.integer({ min: 1, max: 200 }),
});

it('sends to each position once in each round until it is settled, never before its time, and settles each once', () => {
  fc.assert(
    fc.property(shapes, fc.infiniteStream(fc.nat(2 ** 20)), (shape, numbers) => {
      const { known } = simulate(shape, (below) => (numbers.next().value ?? 0) % below);
      expect(known.every(({ settled }) => settled)).toBe(true);
      expect(Math.max(...known.map(({ sent }) => sent.length))).toBeLessThanOrEqual(shape.rounds);
    }),
    { numRuns: 200 },
  );
});

it('takes silent positions one timeout for each round, however many they are', () => {
  for (const rounds of [1, 2, 4]) {
    const { silent, order, time } = simulate(
      { total: 1_000, rounds, timeout: 100 },
      (below) => ({ 30: 29, 8: 0 })[below] ?? 1,
    );
    expect(silent).toEqual(Array.from({ length: 1_000 }, (_, i) => i));
    expect(order).toEqual(silent);
    // Sending takes some 70 ms a round at this pace.
    expect(time).toBeLessThan(rounds * 280);
  }
});

it('passes over settled positions without waiting for anything', () => {
  const rounds = new Rounds(100, 3, 1_000);
  for (let i = 0; i < 100; i += 1) {
    expect(rounds.next(0, 0, 100)).toBe(i);
    rounds.sent(i, 0);
    rounds.set(i, SETTLED);
  }
  for (const round of [1, 2, 3]) expect(rounds.next(round, 1, 100)).toBe(-1);
  expect(rounds.done).toBe(true);
});

it('waits for the limit, for a deferred position, and for a block that is not whole', () => {
  const rounds = new Rounds(200, 1, 100);
  for (let i = 0; i < 70; i += 1) rounds.sent(rounds.next(0, 0, 70), 0);
  expect(rounds.next(0, 0, 70)).toBe(-1);
  expect(rounds.pause(40)).toBe(60);
  rounds.set(1, DEFERRED);
  expect(rounds.next(1, 100, 0)).toBe(0);
  expect(rounds.next(1, 100, 0)).toBe(-1);
  expect(rounds.pause(100)).toBe(Number.POSITIVE_INFINITY);
  rounds.set(1, PENDING);
  rounds.sent(1, 150);
  expect(rounds.next(1, 249, 0)).toBe(-1);
  for (let i = 1; i < 64; i += 1) expect(rounds.next(1, 250, 0)).toBe(i);
  // Block two has positions that nothing was sent to yet.
  expect(rounds.next(1, 1_000, 0)).toBe(-1);
  expect(rounds.pause(1_000)).toBe(Number.POSITIVE_INFINITY);
});

it('never runs further ahead than the ring is long, far beyond 2^32 too', () => {
  const rounds = new Rounds(2 ** 33, 1, 10);
  let sent = 0;
  for (let i = rounds.next(0, 0, 2 ** 33); i >= 0; i = rounds.next(0, 0, 2 ** 33)) {
    if (i !== sent) throw new Error(`${i} instead of ${sent}`);
    sent += 1;
  }
  expect(sent).toBe(RING_SLOTS);
  for (let i = 0; i < 100; i += 1) rounds.set(i, SETTLED);
  expect(rounds.next(1, 0, 0)).toBe(-1);
  expect(rounds.tail).toBe(100);
  for (let i = 0; i < 100; i += 1) expect(rounds.next(0, 0, 2 ** 33)).toBe(RING_SLOTS + i);
  expect(rounds.next(0, 0, 2 ** 33)).toBe(-1);
  expect(rounds.state(99)).toBe(SETTLED);
  expect(rounds.state(100)).toBe(PENDING);
  expect(rounds.state(RING_SLOTS + 99)).toBe(PENDING);
  expect(rounds.state(RING_SLOTS + 100)).toBe(SETTLED);
});

it('knows what was sent to more than once', () => {
  const rounds = new Rounds(1, 2, 10);
  rounds.sent(rounds.next(0, 0, 1), 0);
  expect(rounds.wasRepeated(0)).toBe(false);
  expect(rounds.next(1, 9, 0)).toBe(-1);
  rounds.sent(rounds.next(1, 10, 0), 10);
  expect(rounds.wasRepeated(0)).toBe(true);
  expect(rounds.next(2, 19, 0)).toBe(-1);
  expect(rounds.next(2, 20, 0)).toBe(0);
  expect(rounds.done).toBe(true);
});
