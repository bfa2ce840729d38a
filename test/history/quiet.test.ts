import { expect, it } from 'vitest';
import { addQuietLook, isContained, isMetAgain, isSilentForLong, type Quiet } from '../../src/history/quiet.ts';

const START = Date.parse('2026-03-01T02:00:00Z');
const at = (hours: number): string => new Date(START + hours * 3_600_000).toISOString();
const NEIGHBOURS = { tested: 10, answered: 5 };

function looksAt(hours: readonly number[], change: object = {}): Quiet {
  let quiet: Quiet | null = null;
  for (const hour of hours) {
    const look = { at: at(hour), met: 'silent', reached: true, now: NEIGHBOURS, before: NEIGHBOURS, ...change };
    quiet = addQuietLook(quiet, look);
  }
  if (quiet === null) throw new Error('no look');
  return quiet;
}

it.each<[number[], number]>([
  [[0], 1],
  [[0, 1, 19], 1],
  [[0, 20], 2],
  [[0, 10, 20, 30, 40], 3],
  [[0, -30], 1],
])('looks after %j hours count as %i', (hours, count) => {
  expect(looksAt(hours)).toMatchObject({ reached: { looks: count }, among: { looks: count } });
});

it.each<[number[], boolean]>([
  [[0, 24, 48], false],
  [[0, 24, 72], true],
  [[0, 36, 71.9], false],
  [[0, 72], false],
])('after silence at %j hours it is silent for long: %s', (hours, expected) => {
  expect(isSilentForLong(looksAt(hours))).toBe(expected);
});

it('counts a look among neighbours only where they answer as before', () => {
  const among = (now: object | undefined, before: object | null) => looksAt([0], { now, before }).among;
  expect(among(NEIGHBOURS, NEIGHBOURS)).not.toBeNull();
  expect(among({ tested: 10, answered: 4 }, NEIGHBOURS)).not.toBeNull();
  expect(among({ tested: 10, answered: 3 }, NEIGHBOURS)).toBeNull();
  expect(among({ tested: 10, answered: 0 }, { tested: 10, answered: 0 })).toBeNull();
  expect(among(undefined, NEIGHBOURS)).toBeNull();
  expect(among(NEIGHBOURS, null)).toBeNull();
});

it('is contained after two looks in which this vantage got answers elsewhere', () => {
  expect(isContained(looksAt([0]))).toBe(false);
  expect(isContained(looksAt([0, 24]))).toBe(true);
  expect(isContained(looksAt([0, 24], { reached: false }))).toBe(false);
});

it('begins anew where something else is met', () => {
  const first = looksAt([0, 24]);
  const then = { at: at(48), reached: true, now: NEIGHBOURS, before: NEIGHBOURS };
  expect(addQuietLook(first, { ...then, met: 'forbidden plain 403' })).toMatchObject({
    since: at(48),
    reached: { looks: 1 },
  });
});

it('is met again a day later', () => {
  expect(isMetAgain(looksAt([0]), at(19))).toBe(false);
  expect(isMetAgain(looksAt([0]), at(20))).toBe(true);
});
