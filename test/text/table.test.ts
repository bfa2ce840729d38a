import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../src/text/columns.ts';
import { layTable, type TableColumn, tableWidth, UNBOUNDED } from '../../src/text/table.ts';

interface Item {
  id: string;
  name: string;
  note: string;
}

const COLUMNS: TableColumn<Item>[] = [
  { head: 'ID', cell: ({ id }) => id, short: ({ id }) => id.slice(0, 4) },
  { head: 'NOTE', cell: ({ note }) => note, optional: true, leave: 1 },
  { head: 'NAME', cell: ({ name }) => name, least: 6 },
];
const item = (change: Partial<Item> = {}): Item => ({
  id: '0123456789',
  name: 'a name that is long',
  note: 'n',
  ...change,
});

describe('a table', () => {
  it('is as wide as its cells where there is room', () => {
    expect(layTable(COLUMNS, [item(), item({ id: '1', note: 'other' })], UNBOUNDED)).toEqual({
      head: 'ID          NOTE   NAME',
      lines: ['0123456789  n      a name that is long', '1           other  a name that is long'],
    });
  });

  it('says less, then cuts, then leaves out what can go', () => {
    expect(layTable(COLUMNS, [item()], 33).lines).toEqual(['0123  n     a name that is long']);
    expect(layTable(COLUMNS, [item()], 24).lines).toEqual(['0123  n     a name that…']);
    expect(layTable(COLUMNS, [item()], 17)).toEqual({ head: 'ID    NAME', lines: ['0123  a name tha…'] });
    // Below what is needed, it is as narrow as it can be.
    expect(layTable(COLUMNS, [item()], 3).lines).toEqual(['0123  a nam…']);
  });

  it('leaves out a column without a value, and keeps to columns of wide characters', () => {
    expect(layTable(COLUMNS, [item({ note: '' })], UNBOUNDED).head).toBe('ID          NAME');
    for (const line of layTable(COLUMNS, [item({ name: '平台'.repeat(20) })], 30).lines)
      expect(columnsOf(line)).toBeLessThanOrEqual(30);
    expect(layTable(COLUMNS, [], 80).lines).toEqual([]);
  });
});

it('has the width of the terminal, and none without one', () => {
  expect(tableWidth({ isTTY: true, columns: 132 })).toBe(132);
  expect(tableWidth({ isTTY: true, columns: 10 })).toBe(40);
  expect(tableWidth({ isTTY: true })).toBe(80);
  expect(tableWidth({ columns: 80 })).toBe(UNBOUNDED);
});
