/** Tables of a terminal: columns as wide as their cells, and made to fit where the terminal is narrower. */

import { columnsOf, cut, pad } from './columns.ts';

export interface TableColumn<T> {
  head: string;
  /** Harmless text of one line. */
  cell: (item: T) => string;
  /** Says the same in less, for every item of a table that would be too wide. */
  short?: (item: T) => string;
  /** Columns that it is never cut below; without them it is never cut. */
  least?: number;
  /** Where cutting is not enough, those with the lowest number are left out first; without one it always stays. */
  leave?: number;
  /** Left out where every cell is empty. */
  optional?: boolean;
}

/** No terminal, so nothing to fit: text is never cut there. */
export const UNBOUNDED = Number.POSITIVE_INFINITY;

const SEPARATOR = '  ';

/** The width of a table: that of the terminal, or unbounded where there is none. */
export function tableWidth({ isTTY, columns }: { isTTY?: boolean; columns?: number }): number {
  return isTTY === true ? Math.max(40, columns ?? 80) : UNBOUNDED;
}

/** @returns a line for the heads and one for each item */
export function layTable<T>(
  columns: readonly TableColumn<T>[],
  items: readonly T[],
  width: number,
): { head: string; lines: string[] } {
  let shown = measure(columns, items);
  const gaps = (): number => (shown.length - 1) * SEPARATOR.length;
  if (shown.reduce((sum, column) => sum + column.width, gaps()) > width)
    shown = measure(
      columns.map((column) => ({ ...column, cell: column.short ?? column.cell })),
      items,
    );
  while (shown.reduce((sum, { least }) => sum + least, gaps()) > width) {
    const [first] = shown.flatMap(({ leave }) => leave ?? []).sort((a, b) => a - b);
    if (first === undefined) break;
    shown = shown.filter(({ leave }) => leave !== first);
  }
  const fitted = narrow(shown, width - gaps());
  const line = (textOf: (column: Measured<T>) => string): string =>
    fitted
      .map((column) => pad(cut(textOf(column), column.width), column.width))
      .join(SEPARATOR)
      .trimEnd();
  return { head: line(({ head }) => head), lines: items.map((_, i) => line(({ cells }) => cells[i] ?? '')) };
}

interface Measured<T> extends TableColumn<T> {
  cells: string[];
  width: number;
  least: number;
}

function measure<T>(columns: readonly TableColumn<T>[], items: readonly T[]): Measured<T>[] {
  return columns
    .map((column) => {
      const cells = items.map(column.cell);
      const width = cells.reduce((most, text) => Math.max(most, columnsOf(text)), columnsOf(column.head));
      const least = Math.min(width, Math.max(column.least ?? width, columnsOf(column.head)));
      return { ...column, cells, width, least };
    })
    .filter(({ optional, cells }) => optional !== true || cells.some((text) => text !== ''));
}

/** Takes from the column with most to spare until all fit, or none has any. */
function narrow<C extends { width: number; least: number }>(columns: readonly C[], room: number): C[] {
  const fitted = columns.map((column) => ({ ...column }));
  const spare = ({ width, least }: C): number => width - least;
  for (let over = fitted.reduce((sum, { width }) => sum + width, 0) - room; over > 0; over -= 1) {
    const [most] = fitted.toSorted((a, b) => spare(b) - spare(a));
    if (most === undefined || spare(most) <= 0) break;
    most.width -= 1;
  }
  return fitted;
}
