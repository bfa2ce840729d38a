/** Findings as history knows them, for the tests of what is told. */

import type { Closing, Exposure, ExposureState, Finding } from '../../src/domain/finding.ts';
import type { StoredFinding } from '../../src/domain/history.ts';
import type { Declaration } from '../../src/domain/scope.ts';
import { DAY_MS, isoOf } from '../../src/domain/time.ts';
import type { Told, ToldRuns } from '../../src/domain/told.ts';
import type { Severity, Verdict } from '../../src/domain/verdicts.ts';
import type { Change } from '../../src/notify/change.ts';
import { type TellInputs, type Tidings, tidingsFor } from '../../src/notify/differences.ts';
import { engineOf, findingOf } from '../history/samples.ts';

const START = Date.parse('2026-03-01T02:00:00.000Z');

/** The time of a run so many days after the first one. */
export function day(days: number): string {
  return isoOf(START + days * DAY_MS);
}

export interface Spell {
  n?: number;
  state?: ExposureState;
  how?: Closing;
  verdict?: Verdict;
  severity?: Severity;
  version?: string;
  owner?: string;
  opened?: string;
  due?: string;
  overdue?: boolean;
  acceptedUntil?: string;
  declared?: Declaration;
  broken?: Declaration;
  inScope?: boolean;
  lifecycle?: Finding['lifecycle'];
  /** What answers today, where that is something else. */
  answersAs?: Verdict;
}

/** An exposure, open unless it is said. */
export function exposed(spell: Spell = {}): StoredFinding {
  const {
    n = 1,
    state = 'open',
    how,
    verdict = 'engine-open-plaintext',
    severity = 'critical',
    version = '20.10.5',
  } = spell;
  const { opened = day(0), inScope = true, acceptedUntil, declared, broken, answersAs } = spell;
  const id = `f${String(n).padStart(15, '0')}`;
  const exposure: Exposure = {
    ...{ id: `e${String(n).padStart(15, '0')}`, state, how: how ?? null, opened },
    ...{ closed: state === 'closed' ? opened : null, verdict, severity, product: 'docker', version },
  };
  const acceptance =
    acceptedUntil === undefined
      ? null
      : { findingId: id, reason: 'r', owner: 'o', until: acceptedUntil, by: 'ann', at: opened };
  const finding = findingOf(answersAs ?? verdict, {
    ...{
      id,
      address: `127.0.0.${n}`,
      owner: spell.owner ?? 'platform',
      firstSeen: opened,
      severity,
      product: 'docker',
    },
    lifecycle:
      spell.lifecycle ?? (state === 'closed' ? 'resolved' : state === 'unverified' ? 'unverified' : 'persisting'),
    ...(answersAs === undefined && { engine: engineOf(version) }),
    ...(declared && { declared }),
  });
  return {
    state: !inScope && state !== 'closed' ? 'out-of-scope' : state === 'closed' ? 'resolved' : state,
    finding: {
      ...finding,
      standing: {
        ...{ changes: [], openSince: opened, daysOpen: 0, due: spell.due ?? null, overdue: spell.overdue ?? false },
        ...{ acceptance, exposure, ...(state === 'unverified' && { sight: 'silent' as const }) },
      },
    },
    ...(broken && { broken }),
    lastRun: 'r1',
  };
}

/** Something that is no exposure. */
export function answering(n: number, verdict: Verdict, severity: Severity): StoredFinding {
  const { state, lastRun, finding } = exposed({ n });
  const { exposure: _, ...standing } = finding.standing;
  const other = findingOf(verdict, { id: finding.id, address: finding.address, severity, lifecycle: 'new' });
  return { state, lastRun, finding: { ...other, standing } };
}

export interface Book {
  told: Map<string, Told>;
  runs?: ToldRuns;
}

export const empty = (): Book => ({ told: new Map() });

/** Tells one receiver, and keeps it. */
export function tell(
  book: Book,
  known: readonly StoredFinding[],
  at: string,
  more: Partial<TellInputs> = {},
): Tidings | undefined {
  const { told, runs } = book;
  const tidings = tidingsFor({
    ...{ known, told, runs, now: at, whole: true, run: { state: 'finished', why: '' } },
    ...{ when: 'changes', from: 'high', approvals: [] },
    ...more,
  });
  for (const [subject, state] of tidings?.rows ?? []) told.set(subject, state);
  if (tidings !== undefined) book.runs = tidings.runs;
  return tidings;
}

/** `1 new`, `2 changed worse`: the number of each, and all its words. */
export function wordsOf(tidings: Tidings | undefined): string[] {
  return (tidings?.differences ?? []).map(({ fact, words }) => `${Number(fact.subject.slice(1))} ${words.join(' ')}`);
}

/** The words that a course of states is told by, from the second on. */
export function course(...spells: readonly (Spell & { at?: number; whole?: boolean })[]): Change[][] {
  const book = empty();
  return spells
    .map(({ at, whole, ...spell }, i) => tell(book, [exposed(spell)], day(at ?? i), { whole: whole ?? true }))
    .map((tidings) => tidings?.differences.flatMap(({ words }) => words) ?? [])
    .slice(1);
}
