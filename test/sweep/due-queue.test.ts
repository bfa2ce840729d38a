import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DueQueue } from '../../src/sweep/due-queue.ts';

it('gives what is due, the earliest first, and nothing before its time', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 100 })), fc.integer({ min: 0, max: 100 }), (moments, now) => {
      const queue = new DueQueue<{ due: number }>();
      for (const due of moments) queue.add({ due });
      expect(queue.due).toBe(moments.length === 0 ? undefined : Math.min(...moments));
      const taken: number[] = [];
      for (let item = queue.takeDue(now); item !== undefined; item = queue.takeDue(now)) taken.push(item.due);
      expect(taken).toEqual(moments.filter((due) => due <= now).sort((a, b) => a - b));
      expect(queue.size).toBe(moments.length - taken.length);
    }),
  );
});
