/**
 * Whatever kinds of runs come in whatever order, and however often: a receiver that reads its messages alone ends up with
 * what is known, and hears nothing twice.
 */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ExposureState } from '../../src/domain/finding.ts';
import type { StoredFinding } from '../../src/domain/history.ts';
import type { Change } from '../../src/notify/change.ts';
import type { Tidings } from '../../src/notify/differences.ts';
import { factOf } from '../../src/notify/fact.ts';
import { fuzz } from '../helpers/fuzz.ts';
import { type Book, day, empty, exposed, type Spell, tell } from './known.ts';

const SUBJECTS = 3;

const spellOf = fc.record<Partial<Spell>>(
  {
    state: fc.constantFrom('open', 'open', 'unverified', 'closed'),
    how: fc.constantFrom('refused', 'guarded', 'replaced', 'contained', 'silent', 'retired'),
    severity: fc.constantFrom('critical', 'high'),
    version: fc.constantFrom('20.10.5', '27.3.1'),
    owner: fc.constantFrom('platform', 'labs'),
    acceptedUntil: fc.constantFrom('2027-01-01'),
    declared: fc.constant('decoy'),
    inScope: fc.boolean(),
  },
  { requiredKeys: [] },
);

/** What becomes of one subject, and which kinds of runs look on. */
const step = fc.record({
  n: fc.integer({ min: 1, max: SUBJECTS }),
  spell: spellOf,
  /** Audits of the whole; partial runs, shards and verifications are parts. Several see the same. */
  looks: fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
  days: fc.integer({ min: 0, max: 5 }),
});

function storedOf(n: number, spell: Partial<Spell>): StoredFinding {
  const { how = 'refused', state = 'open', acceptedUntil, ...rest } = spell;
  if (state === 'closed') return exposed({ ...rest, n, state, how, opened: day(0) });
  return exposed({ ...rest, n, state, opened: day(0), ...(acceptedUntil !== undefined && { acceptedUntil }) });
}

const AS: Partial<Record<Change, ExposureState>> = {
  ...{ new: 'open', persisting: 'open', reopened: 'open', 'seen-again': 'open', steady: 'open' },
  ...{ unverified: 'unverified', resolved: 'closed' },
};

/** Words whose line says how it stands now. */
const STATED: ReadonlySet<Change> = new Set<Change>([
  ...(['flapping', 'named-again', 'accepted', 'declared', 'as-declared', 'acceptance-revoked'] as const),
]);

/** States as a reader of the messages believes them to be. */
class Reader {
  readonly states = new Map<string, ExposureState>();
  readonly outside = new Set<string>();
  readonly accepted = new Set<string>();
  readonly owners = new Map<string, string>();

  read({ differences }: Tidings): void {
    for (const { fact, words } of differences) {
      const { subject, owner } = fact;
      if (!this.owners.has(subject) || words.includes('owner-changed')) this.owners.set(subject, owner);
      for (const word of words) {
        const state = AS[word];
        if (state !== undefined) this.states.set(subject, state);
        if (STATED.has(word)) this.states.set(subject, fact.state);
        if (word === 'left-scope') this.outside.add(subject);
        if (word === 'named-again' || word === 'resolved') this.outside.delete(subject);
        if (word === 'accepted') this.accepted.add(subject);
        if (word === 'acceptance-revoked' || word === 'resolved') this.accepted.delete(subject);
      }
    }
  }
}

const said = (tidings: Tidings | undefined): Change[] => tidings?.differences.flatMap(({ words }) => words) ?? [];

it('any order and repetition of runs tells each change once, and ends with told as known', async () => {
  await fuzz(fc.array(step, { minLength: 1, maxLength: 25 }), (steps) => {
    const book: Book = empty();
    const reader = new Reader();
    const known = Array.from({ length: SUBJECTS }, (_, i) => storedOf(i + 1, {}));
    const hear = (at: string, whole: boolean): Tidings | undefined => {
      const tidings = tell(book, known, at, { whole });
      if (tidings !== undefined) reader.read(tidings);
      return tidings;
    };
    hear(day(0), true);
    let now = 1;
    for (const { n, spell, looks, days } of steps) {
      known[n - 1] = storedOf(n, spell);
      now += days;
      for (const whole of looks) {
        hear(day(now), whole);
        // The same look once more, or a part of it, tells nothing.
        expect(said(hear(day(now), whole))).toEqual([]);
        expect(said(hear(day(now), false))).toEqual([]);
      }
    }
    // A month later nothing flaps any more.
    hear(day(now + 30), true);
    expect(said(hear(day(now + 30), true))).toEqual([]);
    for (const stored of known) {
      const { subject, state, how, severity, version, owner, accepted, inScope, declared } = factOf(
        stored,
        book.told,
        new Map(),
      );
      const told = book.told.get(subject);
      expect(told).toMatchObject({ inScope, flapping: null });
      // What is out of every scope keeps its state until it is named again, or closed.
      if (!inScope) continue;
      expect(told).toMatchObject({ state, how, severity, version, owner, declared });
      if (state !== 'closed') expect(told).toMatchObject({ accepted });
      expect([...reader.outside]).not.toContain(subject);
      const isQuiet = accepted !== null && declared === null;
      if (!isQuiet) expect(reader.states.get(subject)).toBe(state);
      if (state !== 'closed') expect(reader.accepted.has(subject)).toBe(accepted !== null);
    }
  });
});
