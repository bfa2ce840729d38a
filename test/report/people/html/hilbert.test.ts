import { describe, expect, test } from 'vitest';
import { hilbertCell } from '../../../../src/report/people/html/hilbert.ts';

describe('hilbertCell', () => {
  test.each([1, 2, 4, 8, 16, 64])('passes every cell of %i by %i once, from neighbour to neighbour', (side) => {
    const cells = Array.from({ length: side * side }, (_, i) => hilbertCell(side, i));
    expect(new Set(cells.map(([x, y]) => y * side + x)).size).toBe(side * side);
    for (const [i, [x, y]] of cells.entries()) {
      const [px, py] = cells[i - 1] ?? [x, y + 1];
      expect(Math.abs(x - px) + Math.abs(y - py)).toBe(1);
    }
  });

  test('starts at the top left and ends at the top right', () => {
    expect([0, 1, 2, 3].map((i) => hilbertCell(2, i))).toEqual([
      [0, 0],
      [0, 1],
      [1, 1],
      [1, 0],
    ]);
    expect(hilbertCell(16, 0)).toEqual([0, 0]);
    expect(hilbertCell(16, 255)).toEqual([15, 0]);
  });

  test('keeps aligned networks together as squares', () => {
    const quarter = Array.from({ length: 64 }, (_, i) => hilbertCell(16, 64 + i));
    expect(Math.max(...quarter.map(([x]) => x)) - Math.min(...quarter.map(([x]) => x))).toBe(7);
    expect(Math.max(...quarter.map(([, y]) => y)) - Math.min(...quarter.map(([, y]) => y))).toBe(7);
  });
});
