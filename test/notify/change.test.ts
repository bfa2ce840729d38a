import { expect, it } from 'vitest';
import { CHANGES, type Change, compareChanges, isFresh, leadOf, nameOf } from '../../src/notify/change.ts';
import { day, empty, exposed, type Spell, tell } from './known.ts';

it('orders new before changed before others, and what is repeated last', () => {
  const words: Change[] = ['persisting', 'resolved', 'changed', 'new'];
  expect(words.sort(compareChanges)).toEqual(['new', 'changed', 'resolved', 'persisting']);
  expect(['new', 'worse', 'undeclared'].every((word) => isFresh(word as Change))).toBe(true);
  expect(leadOf(['overdue', 'unverified', 'worse'])).toBe('worse');
});

it('names each word in letters and spaces alone', () => {
  for (const word of CHANGES) expect(nameOf(word)).toMatch(/^[a-z ]+$/);
});

it('has no word that nothing produces', () => {
  const said = new Set<Change>(['found']);
  const play = (...spells: readonly (Spell & { at?: number })[]): void => {
    const book = empty();
    for (const [i, { at = i, ...spell }] of spells.entries())
      for (const { words } of tell(book, [exposed(spell)], day(at))?.differences ?? [])
        for (const word of words) said.add(word);
  };
  const gone = { state: 'unverified' } as const;
  const high = { severity: 'high', verdict: 'engine-filtered' } as const;
  play(
    { lifecycle: 'new' },
    { version: '1.2' },
    { owner: 'labs' },
    { owner: 'labs', inScope: false },
    { owner: 'labs' },
  );
  play(high, {}, { state: 'closed', how: 'refused' }, {}, { at: 20 });
  play({}, gone, {}, gone, { at: 4 }, { at: 12 });
  play({ declared: 'decoy' }, { broken: 'decoy' }, { declared: 'decoy' }, {}, { declared: 'mtls' });
  play(
    { acceptedUntil: '2026-03-04' },
    {},
    { acceptedUntil: '2026-03-20' },
    { at: 18, acceptedUntil: '2026-03-20' },
    { at: 30 },
  );
  play({ due: '2026-03-05' }, { at: 3, due: '2026-03-05' }, { at: 6, due: '2026-03-05', overdue: true });
  expect(CHANGES.filter((word) => !said.has(word))).toEqual([]);
});
