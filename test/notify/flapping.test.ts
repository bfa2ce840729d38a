import { expect, it } from 'vitest';
import { course, day, empty, exposed, tell, wordsOf } from './known.ts';

const GONE = { state: 'unverified' } as const;

it('is told at the third flip in 14 days, then weekly, until it is steady for a week', () => {
  const at = (n: number): { at: number } => ({ at: n });
  const told = course(
    at(0),
    { ...GONE, ...at(1) },
    at(2),
    { ...GONE, ...at(3) },
    // To and fro: told again after a week.
    at(4),
    { ...GONE, ...at(6) },
    at(10),
    at(12),
    // Seven days after the last flip.
    at(17),
    at(18),
    { ...GONE, ...at(19) },
  );
  expect(told).toEqual([
    ['unverified'],
    ['seen-again'],
    ['flapping'],
    [],
    [],
    ['flapping'],
    [],
    ['steady'],
    [],
    ['unverified'],
  ]);
});

it('is not three flips in a month', () => {
  expect(course({}, { ...GONE, at: 1 }, { at: 10 }, { ...GONE, at: 20 })).toEqual([
    ['unverified'],
    ['seen-again'],
    ['unverified'],
  ]);
});

it('ends in how it ended', () => {
  const book = empty();
  for (const [i, spell] of [{}, GONE, {}, GONE].entries()) tell(book, [exposed(spell)], day(i));
  const closed = exposed({ state: 'closed', how: 'refused' });
  expect(wordsOf(tell(book, [closed], day(4)))).toEqual([]);
  expect(tell(book, [closed], day(10))?.differences).toEqual([expect.objectContaining({ words: ['flapping'] })]);
  expect(wordsOf(tell(book, [closed], day(11)))).toEqual(['1 resolved']);
  expect(wordsOf(tell(book, [closed], day(12)))).toEqual([]);
});

it('hides nothing that is worse than ever, nor what a person closes', () => {
  const high = { severity: 'high', verdict: 'engine-filtered' } as const;
  const flapping = [high, { ...high, ...GONE }, high, { ...high, ...GONE }];
  expect(course(...flapping, {}, high, {})).toEqual([['unverified'], ['seen-again'], ['flapping'], ['worse'], [], []]);
  expect(course(...flapping, { ...high, state: 'closed', how: 'retired' }).at(-1)).toEqual(['resolved']);
});
