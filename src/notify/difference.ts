/** The difference between what a receiver was told of one subject and what is known of it now. */

import { closedBy } from '../domain/closing.ts';
import { dayOf } from '../domain/time.ts';
import type { Told } from '../domain/told.ts';
import { compareSeverity } from '../domain/verdicts.ts';
import type { Change } from './change.ts';
import type { Fact } from './fact.ts';
import { follow } from './flapping.ts';
import { ACCEPTANCE_MARKS, deadlineMark, isFurther, markReached, PASSED } from './reminders.ts';

export interface Moment {
  /** ISO time. */
  now: string;
  /** A finished audit of the whole scope: only then is silence, or a place outside of the scope, worth a word. */
  whole: boolean;
  /** When the receiver was last told anything; null for a new one. */
  since: string | null;
}

export interface Difference {
  fact: Fact;
  before: Told | undefined;
  /** What is to be told; empty where nothing is. */
  words: Change[];
  /** What the receiver then was told. */
  next: Told;
  /** Known, and not told before a whole look confirms it. */
  held: boolean;
}

export function differenceOf(fact: Fact, before: Told | undefined, moment: Moment): Difference {
  return before === undefined ? firstOf(fact, moment) : laterOf(fact, before, moment);
}

const isUnproved = ({ how }: Fact): boolean => how !== null && closedBy(how) === 'silence';

function firstOf(fact: Fact, moment: Moment): Difference {
  const { now, since, whole } = moment;
  const isRecent = since !== null && fact.opened > since;
  const isLiving = fact.state !== 'closed';
  const isHeld = isRecent && !whole && (isLiving ? !fact.inScope : isUnproved(fact));
  const told = {
    ...toldOf(fact),
    heard: false,
    worst: fact.severity,
    flips: [],
    flapping: null,
    ...marksOf(fact, now),
  };
  // As if it were still open: the next whole look then tells what became of it.
  if (isHeld) {
    const next: Told = { ...told, state: 'open', how: null, inScope: true };
    return { fact, before: undefined, words: [], next, held: true };
  }
  const words = firstWords(fact, isRecent, since === null);
  return { fact, before: undefined, words, next: { ...told, heard: words.length > 0 }, held: false };
}

function firstWords(fact: Fact, isRecent: boolean, isOverview: boolean): Change[] {
  const { state, inScope, isWork, broken, row } = fact;
  if (isWork) {
    if (broken !== null) return ['not-as-declared'];
    if (state === 'unverified') return ['unverified'];
    const { lifecycle } = row.finding;
    if (lifecycle === 'reopened') return ['reopened'];
    return [lifecycle === 'new' || isRecent ? 'new' : 'persisting'];
  }
  // An overview is of what is open; what was open for a while between two messages is told as it ended.
  if (isOverview || !isRecent || !fact.isExposure) return [];
  if (state === 'closed') return ['resolved'];
  return inScope ? [] : ['left-scope'];
}

function laterOf(fact: Fact, before: Told, moment: Moment): Difference {
  const { now, whole } = moment;
  const isLiving = fact.state !== 'closed';
  const leaves = isLiving && !fact.inScope;
  const isClosing = !isLiving && before.state !== 'closed';
  const unchanged = { fact, before, words: [], next: before };
  if (leaves) {
    const isNews = before.inScope;
    if (isNews && !whole) return { ...unchanged, held: true };
    const words: Change[] = isNews ? ['left-scope'] : [];
    // All else waits until it is named again, or closed.
    const was = before.state === 'closed' ? { state: fact.state, how: null, accepted: null } : {};
    const next = { ...before, ...was, inScope: false, heard: before.heard || isNews, flips: [], flapping: null };
    return { ...unchanged, words, next, held: false };
  }
  if (isClosing && isUnproved(fact) && !whole) return { ...unchanged, held: true };
  const isWorst = isLiving && compareSeverity(fact.severity, before.worst) < 0;
  const all = wordsOf(fact, before, now);
  const course = follow(before, {
    words: fact.accepted !== null && fact.declared === null ? all.filter((word) => !QUIET.has(word)) : all,
    ...{ state: fact.state, isWorst, isEnd: fact.how === 'retired', now },
  });
  const { words, flips, flapping } = course;
  const heard = before.heard || words.length > 0;
  const worst = isWorst && words.length > 0 ? fact.severity : before.worst;
  // An acceptance ends with its exposure; should that be back, it is told that nobody accepted it.
  const accepted = isLiving ? fact.accepted : before.accepted;
  const next = { ...toldOf(fact), accepted, heard, worst, flips, flapping, ...marksOf(fact, now, before) };
  return { fact, before, words, next, held: false };
}

/** What an accepted exposure does is not told until it is worse, or over. */
const QUIET: ReadonlySet<Change> = new Set<Change>([
  'reopened',
  'unverified',
  'seen-again',
  'changed',
  'owner-changed',
]);

function wordsOf(fact: Fact, before: Told, now: string): Change[] {
  const isLiving = fact.state !== 'closed';
  const words: Change[] = [...stateWords(fact, before), ...declarationWords(fact, before)];
  if (!isLiving) return words;
  if (!before.inScope) words.push('named-again');
  if (compareSeverity(fact.severity, before.severity) < 0) words.push('worse');
  else if (before.state !== 'closed' && isOtherNature(fact, before)) words.push('changed');
  words.push(...acceptanceWords(fact, before, now));
  if (fact.isWork && fact.owner !== before.owner) words.push('owner-changed');
  if (fact.isWork && fact.due !== null) {
    const mark = deadlineMark(fact.due, now, fact.overdue);
    if (isFurther(mark, before.due === fact.due ? before.dueMark : null))
      words.push(mark === PASSED ? 'overdue' : 'due-soon');
  }
  return words;
}

function stateWords(fact: Fact, before: Told): Change[] {
  if (fact.state === before.state) return [];
  if (fact.state === 'closed') return ['resolved'];
  if (before.state === 'closed') {
    // A declared one is back as it should be.
    if (fact.declared !== null) return [];
    const again: Change = fact.isExposure ? 'reopened' : 'new';
    return fact.state === 'unverified' ? [again, 'unverified'] : [again];
  }
  return [fact.state === 'unverified' ? 'unverified' : 'seen-again'];
}

function declarationWords({ declared, broken, state }: Fact, before: Told): Change[] {
  if (broken !== null) return before.broken === null ? ['not-as-declared'] : [];
  const isBack = before.broken !== null || (before.state === 'closed' && state !== 'closed');
  if (isBack && declared !== null) return ['as-declared'];
  if (before.broken === null && before.declared === null) return declared === null ? [] : ['declared'];
  return declared === null && state !== 'closed' ? ['undeclared'] : [];
}

function acceptanceWords({ accepted }: Fact, before: Told, now: string): Change[] {
  if (accepted === null) {
    if (before.accepted === null) return [];
    return [before.accepted < dayOf(now) ? 'acceptance-ended' : 'acceptance-revoked'];
  }
  if (accepted !== before.accepted || before.state === 'closed') return ['accepted'];
  return isFurther(markReached(accepted, now, ACCEPTANCE_MARKS), before.acceptanceMark) ? ['acceptance-ends'] : [];
}

function isOtherNature(fact: Pick<Told, 'verdict' | 'severity' | 'product' | 'version'>, before: Told): boolean {
  return (
    fact.verdict !== before.verdict ||
    fact.severity !== before.severity ||
    fact.product !== before.product ||
    fact.version !== before.version
  );
}

type Kept = 'heard' | 'worst' | 'dueMark' | 'acceptanceMark' | 'flips' | 'flapping';

function toldOf(fact: Fact): Omit<Told, Kept> {
  const { state, how, severity, verdict, product, version, owner, accepted, declared, broken, inScope, due } = fact;
  return { state, how, severity, verdict, product, version, owner, accepted, declared, broken, inScope, due };
}

/** Marks are of one day: another day begins anew. */
function marksOf(fact: Fact, now: string, before?: Told): Pick<Told, 'due' | 'dueMark' | 'acceptanceMark'> {
  const { accepted } = fact;
  const isPressing = fact.isWork && fact.due !== null;
  const due = isPressing ? fact.due : (before?.due ?? null);
  const reached = isPressing && fact.due !== null ? deadlineMark(fact.due, now, fact.overdue) : null;
  const dueMark = least(reached, before?.due === due ? before?.dueMark : null);
  const ends = accepted === null ? null : markReached(accepted, now, ACCEPTANCE_MARKS);
  const acceptanceMark = least(ends, before?.accepted === accepted ? before.acceptanceMark : null);
  return { due, dueMark, acceptanceMark };
}

function least(a: number | null, b: number | null | undefined): number | null {
  if (a === null || b === null || b === undefined) return a ?? b ?? null;
  return Math.min(a, b);
}
