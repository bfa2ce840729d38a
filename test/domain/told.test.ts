import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isTold, isToldRuns, RUN_STATES } from '../../src/domain/told.ts';
import { fuzz, mutatedJson } from '../helpers/fuzz.ts';
import { day, empty, exposed, tell } from '../notify/known.ts';

it('reads what is written, and refuses what is damaged', async () => {
  const book = empty();
  const known = [exposed({ due: '2026-03-08', acceptedUntil: '2026-03-09' })];
  tell(book, known, day(0), { approvals: [{ reference: 'A', until: '2026-03-02' }] });
  const states: unknown[] = JSON.parse(JSON.stringify([...book.told.values()]));
  const runs: unknown = JSON.parse(JSON.stringify(book.runs));
  expect(states.every(isTold)).toBe(true);
  expect(isToldRuns(runs)).toBe(true);
  await fuzz(fc.tuple(mutatedJson(states), mutatedJson([runs])), ([one, other]) => {
    if (isTold(one)) expect(typeof one.version).toBe('string');
    if (isToldRuns(other)) expect(RUN_STATES).toContain(other.state);
  });
});

it('knows every way in which runs end', () => {
  const runs = empty();
  tell(runs, [], day(0));
  const said = RUN_STATES.filter((state) => isToldRuns({ ...runs.runs, state }));
  expect(new Set(said)).toEqual(new Set(RUN_STATES));
});
