/** Flapping: what changes to and fro is told as that, then weekly, until it is steady. */

import { daysBetween } from '../domain/time.ts';
import type { Told } from '../domain/told.ts';
import type { Change } from './change.ts';
import { daysUntil } from './reminders.ts';

/** So many flips within so many days are flapping. */
const FLIPS = 3;
const WITHIN_DAYS = 14;
const STEADY_DAYS = 7;
const AGAIN_DAYS = 7;

/** Words of a change to or fro. */
const FLIP_WORDS: ReadonlySet<Change> = new Set<Change>([
  'reopened',
  'resolved',
  'unverified',
  'seen-again',
  'changed',
]);

export interface Course extends Pick<Told, 'flips' | 'flapping'> {
  words: Change[];
}

export interface Turn {
  words: readonly Change[];
  state: Told['state'];
  /** Worse than whatever was told before. */
  isWorst: boolean;
  /** A person closed it: that ends all flapping. */
  isEnd: boolean;
  now: string;
}

/** The words to tell, and the course from here. */
export function follow(before: Pick<Told, 'flips' | 'flapping'>, turn: Turn): Course {
  const { words, now, state, isWorst, isEnd } = turn;
  const isFlip = words.some((word) => FLIP_WORDS.has(word));
  const recent = before.flips.filter((at) => daysBetween(at, now) < WITHIN_DAYS);
  const flips = isFlip ? [...recent, now].slice(-2 * WITHIN_DAYS) : recent;
  if (isEnd) return { words: [...words], flips: [], flapping: null };
  if (before.flapping === null) {
    if (!isFlip || flips.length < FLIPS) return { words: [...words], flips, flapping: null };
    return { words: [...calm(words, isWorst), 'flapping'], flips, flapping: now };
  }
  const rest = calm(words, isWorst);
  const last = before.flips.at(-1);
  if (last === undefined || daysBetween(last, now) >= STEADY_DAYS)
    // It was steady until now: one change is told as itself.
    return isFlip
      ? { words: [...words], flips: [now], flapping: null }
      : { words: [...rest, settledAs(state)], flips: [], flapping: null };
  const isDue = -daysUntil(before.flapping, now) >= AGAIN_DAYS;
  return isDue
    ? { words: [...rest, 'flapping'], flips, flapping: now }
    : { words: rest, flips, flapping: before.flapping };
}

/** Without what goes to and fro; worse than ever is told all the same. */
function calm(words: readonly Change[], isWorst: boolean): Change[] {
  return words.filter((word) => !FLIP_WORDS.has(word) && (word !== 'worse' || isWorst));
}

function settledAs(state: Told['state']): Change {
  if (state === 'closed') return 'resolved';
  return state === 'unverified' ? 'unverified' : 'steady';
}
