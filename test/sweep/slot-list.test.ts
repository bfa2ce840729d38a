import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SlotList } from '../../src/sweep/slot-list.ts';

it('does what a plain list does', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.tuple(fc.boolean(), fc.nat(1_000)), { maxLength: 300 }),
      (slots, actions) => {
        const list = new SlotList(slots);
        const plain: { slot: number; since: number }[] = [];
        for (const [time, [take, which]] of actions.entries()) {
          if (take && plain.length < slots) {
            const slot = list.take(time);
            expect(plain.some((entry) => entry.slot === slot)).toBe(false);
            expect(slot).toBeGreaterThanOrEqual(0);
            expect(slot).toBeLessThan(slots);
            plain.push({ slot, since: time });
          } else if (take) expect(() => list.take(time)).toThrow(RangeError);
          else if (plain.length > 0) {
            const [gone] = plain.splice(which % plain.length, 1);
            list.give(gone?.slot ?? -1);
            expect(() => list.give(gone?.slot ?? -1)).toThrow(RangeError);
          }
          expect(list.size).toBe(plain.length);
          expect(list.oldest()).toBe(plain[0]?.since ?? Number.POSITIVE_INFINITY);
          if (plain[0] !== undefined) expect(list.first()).toBe(plain[0].slot);
          for (let slot = 0; slot < slots; slot += 1)
            expect(list.has(slot)).toBe(plain.some((entry) => entry.slot === slot));
        }
      },
    ),
  );
});
