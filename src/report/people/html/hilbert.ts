/**
 * The Hilbert curve: a line through a square on which neighbours in the line are neighbours in the square, so that
 * networks show as blocks. Algorithm: Warren, Hacker's Delight, 2nd ed., chapter 16.
 */

/** Column and row of the `index`-th cell in a square of `side` by `side` cells, a power of two; starts at the top left, ends at the top right. */
export function hilbertCell(side: number, index: number): [x: number, y: number] {
  let x = 0;
  let y = 0;
  let rest = index;
  for (let size = 1; size < side; size *= 2) {
    const right = (rest >> 1) & 1;
    const down = (rest ^ right) & 1;
    if (down === 0) {
      if (right === 1) [x, y] = [size - 1 - x, size - 1 - y];
      [x, y] = [y, x];
    }
    x += size * right;
    y += size * down;
    rest >>= 2;
  }
  return [x, y];
}
