import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Turns } from '../../src/probe/turns.ts';

/** A clock that moves with the work. */
function workshop() {
  let now = 0;
  const clock = { now: () => now, ticks: () => now };
  const turns = new Turns(clock);
  const done: number[] = [];
  const work = (name: number, ms: number) => () => {
    now += ms;
    done.push(name);
  };
  return { turns, done, work };
}

describe('turns', () => {
  it('do at once what fits into one', () => {
    const { turns, done, work } = workshop();
    for (const name of [1, 2, 3]) turns.take(work(name, 5));
    expect(done).toEqual([1, 2, 3]);
    expect(turns.isFree).toBe(true);
  });

  it('leave the rest to later ones, in order, one piece each', async () => {
    const { turns, done, work } = workshop();
    for (const name of [1, 2, 3, 4]) turns.take(work(name, 15));
    expect(done).toEqual([1, 2]);
    expect(turns.isFree).toBe(false);
    await nextTurn();
    turns.take(work(5, 1));
    expect(done).toEqual([1, 2, 3]);
    await nextTurn();
    await nextTurn();
    expect(done).toEqual([1, 2, 3, 4, 5]);
    await nextTurn();
    expect(turns.isFree).toBe(true);
  });

  it('can be waited for', async () => {
    const { turns, done, work } = workshop();
    turns.take(work(1, 30));
    turns.take(work(2, 1));
    await turns.next();
    expect(done).toEqual([1, 2]);
  });
});
