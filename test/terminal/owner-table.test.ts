import { expect, it } from 'vitest';
import type { OwnerFigures } from '../../src/domain/owner-figures.ts';
import { renderOwnerJson, renderOwnerTable } from '../../src/terminal/owner-table.ts';
import { columnsOf } from '../../src/text/columns.ts';
import { UNBOUNDED } from '../../src/text/table.ts';
import { HOSTILE_TEXTS } from '../report/sample.ts';

const figures = (owner: string): OwnerFigures => ({
  ...{ owner, opened: 1200, closed: { proof: 10, silence: 2, person: 1 }, open: 5, overdue: 1 },
  ...{ meanDaysToClose: 5.55, p90DaysToClose: 9, withinDeadline: 0.999 },
});

it('has a line for each owner, and says what the days are of', () => {
  const lines = renderOwnerTable([figures('platform')], UNBOUNDED, false).split('\n');
  expect(lines[0]).toBe('OPENED  PROOF  SILENCE  PERSON  OPEN  OVERDUE  MEAN  P90  IN TIME  OWNER');
  expect(lines[1]).toBe('1,200   10     2        1       5     1        5.5   9.0  99 %     platform');
  expect(lines[2]).toContain('IN TIME are of those by proof');
  expect(renderOwnerTable([], 80, false)).toBe('No findings.\n');
});

it('fits a terminal, whatever owners are called', () => {
  for (const text of HOSTILE_TEXTS)
    for (const line of renderOwnerTable([figures(text)], 80, false).split('\n')) {
      expect(columnsOf(line)).toBeLessThanOrEqual(80);
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }
});

it('is also JSON', () => {
  expect(JSON.parse(renderOwnerJson([figures('a')]))).toEqual({
    schema: 'seawall.owner-figures/1',
    owners: [figures('a')],
  });
});
