/** The cells of an address map: addresses, how many of them are authorised, and the worst finding of each cell. */

import { formatAddress, parseAddress } from '../../../domain/address.ts';
import type { ReportRow } from '../../../domain/exposure.ts';
import { type Interval, parseInterval, unite } from '../../../domain/interval.ts';
import type { Report } from '../../../domain/report.ts';
import { intervalOf } from '../../../domain/spans.ts';
import type { Severity } from '../../../domain/verdicts.ts';
import type { Worklist } from '../../view/worklist.ts';
import type { Frame } from './frames.ts';
import { hilbertCell } from './hilbert.ts';

/** However large the network, a map has at most 32 by 32 cells beside others, and 64 by 64 alone. */
export const CELL_BITS = { beside: 10, alone: 12 } as const;

export interface Cell {
  /** Place on the map, in cells. */
  x: number;
  y: number;
  /** `10.20.0.5`, or the first and last address of several. */
  text: string;
  /** Addresses inside the ranges as they were written; the rest of the cell is outside the scope. */
  declared: number;
  /** Of those, the ones that exclusions and rules left. */
  authorized: number;
  /** Untested addresses, estimated from the counts of their range. */
  untested: number;
  /** Open work, and informational findings. */
  findings: number;
  /** Of those, the ones that this run did not see again. */
  silent: number;
  /** Accepted or as declared. */
  settled: number;
  /** Of the findings; of settled ones only where there are no others. */
  worst: Severity | null;
  /** The worst finding was seen, fell silent, or is settled. */
  mark: Mark;
}

export type Mark = 'seen' | 'silent' | 'settled';

const EMPTY = { findings: 0, silent: 0, settled: 0, worst: null, mark: 'seen' } as const;

export interface Grid {
  frame: Frame;
  /** Width and height in cells. */
  columns: number;
  rows: number;
  /** Addresses per cell. */
  size: number;
  cells: Cell[];
}

export function gridOf(frame: Frame, report: Report, worklist: Worklist, maxBits: number): Grid {
  const cellBits = Math.max(0, frame.bits - maxBits);
  const size = 2 ** cellBits;
  const count = 2 ** (frame.bits - cellBits);
  // An odd power of two makes two squares, side by side.
  const side = 2 ** Math.floor((frame.bits - cellBits) / 2);
  const grid: Grid = { frame, columns: count / side, rows: side, size, cells: [] };
  for (let i = 0; i < count; i += 1) {
    const [x, y] = hilbertCell(side, i % (side * side));
    const offset = Math.floor(i / (side * side)) * side;
    const text = textOf(frame, i, size);
    grid.cells.push({ x: x + offset, y, text, declared: 0, authorized: 0, untested: 0, ...EMPTY });
  }
  countAddresses(grid, report);
  countFindings(grid, worklist);
  return grid;
}

/** The ranges as they were written, in one sorted list. */
export function declaredIntervals({ scope }: Report): Interval[] {
  return unite(scope.ranges.flatMap(({ text }) => parseInterval(text) ?? []));
}

function textOf({ family, first }: Frame, index: number, size: number): string {
  const value = first + BigInt(index) * BigInt(size);
  const text = formatAddress({ family, value });
  return size === 1 ? text : `${text} to ${formatAddress({ family, value: value + BigInt(size) - 1n })}`;
}

function countAddresses(grid: Grid, report: Report): void {
  for (const interval of declaredIntervals(report)) {
    spread(grid, interval, (cell, n) => {
      cell.declared += n;
    });
  }
  const shares = untestedShares(report);
  for (const span of report.scope.spans) {
    const share = shares[span.range] ?? 0;
    const interval = intervalOf(span);
    if (interval === undefined) continue;
    spread(grid, interval, (cell, n) => {
      cell.authorized += n;
      cell.untested += n * share;
    });
  }
}

/** Per range, the share of its endpoints that were not tested. Which ones they were is not recorded. */
export function untestedShares({ run }: Report): number[] {
  return run.ranges.map(({ authorized, states }) => (authorized === 0 ? 0 : states['not-tested'] / authorized));
}

/** Adds to each cell the number of the interval's addresses that it holds. */
function spread({ frame, size, cells }: Grid, interval: Interval, add: (cell: Cell, n: number) => void): void {
  if (interval.family !== frame.family) return;
  const from = Number(interval.first < frame.first ? 0n : interval.first - frame.first);
  const end = Number(interval.last - frame.first) + 1;
  const stop = Math.min(end, size * cells.length);
  for (let i = Math.floor(from / size); i * size < stop; i += 1) {
    const cell = cells[i];
    if (cell !== undefined) add(cell, Math.min(stop, (i + 1) * size) - Math.max(from, i * size));
  }
}

function countFindings(grid: Grid, { findings, settled }: Worklist): void {
  for (const row of findings) {
    const cell = cellOf(grid, row);
    if (cell === undefined) continue;
    const isSilent = row.work === 'unverified';
    cell.findings += 1;
    if (isSilent) cell.silent += 1;
    // Rows come worst first; of equals, one that was seen goes before one that is silent.
    if (cell.worst === null) cell.mark = isSilent ? 'silent' : 'seen';
    else if (cell.worst === row.finding.severity && !isSilent) cell.mark = 'seen';
    cell.worst ??= row.finding.severity;
  }
  for (const row of settled) {
    const cell = cellOf(grid, row);
    if (cell === undefined) continue;
    cell.settled += 1;
    if (cell.worst === null) cell.mark = 'settled';
    cell.worst ??= row.finding.severity;
  }
}

function cellOf({ frame, size, cells }: Grid, { finding }: ReportRow): Cell | undefined {
  const parsed = parseAddress(finding.address);
  if (parsed === undefined || parsed.family !== frame.family || parsed.value < frame.first) return undefined;
  return cells[Number((parsed.value - frame.first) / BigInt(size))];
}
