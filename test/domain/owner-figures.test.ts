import { expect, it } from 'vitest';
import { CLOSINGS } from '../../src/domain/finding.ts';
import { ownerFigures } from '../../src/domain/owner-figures.ts';
import { closedAfter, storedOf } from '../helpers/stored.ts';

const of = (owner: string) => ({ owner });

it('counts what each owner opened, closed and has left, with the days that it took', () => {
  const closed = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((days, i) =>
    storedOf(`10.0.0.${i}`, { finding: of('b'), exposure: closedAfter(days) }),
  );
  const open = storedOf('10.0.1.1', { finding: of('b'), exposure: {}, standing: { overdue: true } });
  const other = storedOf('10.0.2.1', { finding: of('a'), exposure: {} });
  expect(ownerFigures([...closed, open, other], { deadlines: { critical: 7 } })).toEqual([
    {
      ...{ owner: 'a', opened: 1, closed: { proof: 0, silence: 0, person: 0 }, open: 1, overdue: 0 },
      ...{ meanDaysToClose: null, p90DaysToClose: null, withinDeadline: null },
    },
    {
      ...{ owner: 'b', opened: 11, closed: { proof: 10, silence: 0, person: 0 }, open: 1, overdue: 1 },
      ...{ meanDaysToClose: 5.5, p90DaysToClose: 9, withinDeadline: 0.7 },
    },
  ]);
});

it('counts by what each closing rests on, and takes days from proof alone', () => {
  const list = CLOSINGS.map((how, i) => storedOf(`10.0.0.${i}`, { exposure: closedAfter(i + 1, { how }) }));
  expect(ownerFigures(list, { deadlines: {} })).toMatchObject([
    {
      closed: { proof: 3, silence: 2, person: 1 },
      meanDaysToClose: 2,
      p90DaysToClose: 3,
      withinDeadline: null,
      open: 0,
    },
  ]);
});

it('leaves out what opened and closed before a day', () => {
  const list = [
    storedOf('10.0.0.1', { exposure: closedAfter(1) }),
    storedOf('10.0.0.2', { exposure: closedAfter(20) }),
    storedOf('10.0.0.3', { exposure: { opened: '2026-03-21T02:00:00.000Z' } }),
  ];
  expect(ownerFigures(list, { deadlines: {}, since: '2026-03-21' })).toMatchObject([
    { opened: 1, closed: { proof: 1 }, meanDaysToClose: 20, open: 1 },
  ]);
});
