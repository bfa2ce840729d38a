import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/notify/change.ts';
import { course, day, type Spell } from './known.ts';

const LATER = '2026-05-01';

it.each<[string, (Spell & { at?: number; whole?: boolean })[], Change[][]]>([
  ['nothing where nothing changes', [{}, {}, {}], [[], []]],
  ['another version', [{}, { version: '27.3.1' }, { version: '27.3.1' }], [['changed'], []]],
  ['less severe', [{}, { severity: 'high', verdict: 'engine-filtered' }], [['changed']]],
  ['worse', [{ severity: 'high', verdict: 'engine-filtered' }, {}], [['worse']]],
  [
    'silence, and an answer again',
    [{}, { state: 'unverified' }, { state: 'unverified' }, {}],
    [['unverified'], [], ['seen-again']],
  ],
  ['an end, and a return', [{}, { state: 'closed', how: 'refused' }, {}], [['resolved'], ['reopened']]],
  ['an acceptance', [{}, { acceptedUntil: LATER }, { acceptedUntil: LATER }], [['accepted'], []]],
  ['an acceptance taken back', [{ acceptedUntil: LATER }, {}], [['acceptance-revoked']]],
  ['an acceptance that ended', [{ acceptedUntil: '2026-03-20' }, { at: 30 }], [['acceptance-ended']]],
  [
    'nothing of what an accepted one does',
    [{ acceptedUntil: LATER }, { acceptedUntil: LATER, version: '1.2' }, { acceptedUntil: LATER, state: 'unverified' }],
    [[], []],
  ],
  ['the end of an accepted one', [{ acceptedUntil: LATER }, { state: 'closed', how: 'guarded' }], [['resolved']]],
  ['a declaration', [{}, { declared: 'decoy' }, { declared: 'decoy' }], [['declared'], []]],
  [
    'a declared one that closes, and is back',
    [{ declared: 'decoy' }, { state: 'closed', how: 'replaced' }, { declared: 'decoy' }],
    [['resolved'], ['as-declared']],
  ],
  ['no declaration any more', [{ declared: 'decoy' }, {}], [['undeclared']]],
  [
    'a broken declaration once, and its return',
    [{ declared: 'decoy' }, { broken: 'decoy' }, { broken: 'decoy' }, { declared: 'decoy' }],
    [['not-as-declared'], [], ['as-declared']],
  ],
  [
    'a declared one that is silent, once',
    [{ declared: 'decoy' }, { declared: 'decoy', state: 'unverified' }, { declared: 'decoy', state: 'unverified' }],
    [['unverified'], []],
  ],
  [
    'what leaves the scope, and comes back',
    [{}, { inScope: false }, { inScope: false }, {}],
    [['left-scope'], [], ['named-again']],
  ],
  ['another owner', [{}, { owner: 'labs' }], [['owner-changed']]],
  ['several things at once', [{}, { version: '1.2', owner: 'labs' }], [['changed', 'owner-changed']]],
])('tells %s', (_what, spells, words) => {
  expect(course(...spells)).toEqual(words);
});

describe('a part of a look', () => {
  it('tells what is proved at once', () => {
    expect(course({}, { version: '1.2', whole: false })).toEqual([['changed']]);
    expect(course({}, { state: 'closed', how: 'replaced', whole: false })).toEqual([['resolved']]);
    expect(course({}, { state: 'unverified', whole: false })).toEqual([['unverified']]);
    expect(course({}, { state: 'closed', how: 'retired', whole: false })).toEqual([['resolved']]);
  });

  it.each<Spell>([{ state: 'closed', how: 'silent' }, { state: 'closed', how: 'contained' }, { inScope: false }])(
    'leaves to a whole one: %j',
    (spell) => {
      const word = spell.state === 'closed' ? 'resolved' : 'left-scope';
      expect(course({}, { ...spell, whole: false }, { ...spell, whole: false }, spell, spell)).toEqual([
        [],
        [],
        [word],
        [],
      ]);
    },
  );
});

describe('reminders', () => {
  it('of a deadline come two days before it, and after it, once each', () => {
    const due = '2026-03-08';
    const on = (at: number): Spell & { at: number } => ({ at, due, overdue: at > 7 });
    expect(course(on(0), on(4), on(5), on(6), on(7), on(8), on(9))).toEqual([
      [],
      ['due-soon'],
      [],
      [],
      ['overdue'],
      [],
    ]);
    // Marks that were passed together.
    expect(course(on(0), on(20))).toEqual([['overdue']]);
    // Another deadline begins anew.
    expect(course(on(0), on(8), { at: 9, due: '2026-03-11' })).toEqual([['overdue'], ['due-soon']]);
  });

  it('of the end of an acceptance come 14 and 3 days before it, and on the day', () => {
    const on = (at: number): Spell & { at: number } => ({ at, acceptedUntil: '2026-03-31' });
    const ends = ['acceptance-ends'];
    expect(course(on(0), on(15), on(16), on(17), on(27), on(28), on(30), { at: 31 })).toEqual([
      [],
      ends,
      [],
      ends,
      [],
      ends,
      ['acceptance-ended'],
    ]);
    expect(course(on(0), on(29), on(29))).toEqual([ends, []]);
  });
});

it('takes a day for the receiver for what it was told: the first word is no reminder', () => {
  expect(course({ due: day(1).slice(0, 10) }, { at: 1, due: day(1).slice(0, 10) })).toEqual([[]]);
});
