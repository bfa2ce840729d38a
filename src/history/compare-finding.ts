/** Comparison of one endpoint with its history: lifecycle, standing, and what to store. Pure. */

import { isExposed } from '../domain/exposure.ts';
import type { Closing, Deadlines, Finding, Lifecycle, Sight } from '../domain/finding.ts';
import type { BrokenDeclaration } from '../domain/history.ts';
import type { ReviewedAcceptance } from '../domain/review.ts';
import type { KnownEndpoint } from '../domain/scope.ts';
import { daysBetween } from '../domain/time.ts';
import { checkDeclaration, type DeclarationCheck, isAsDeclared } from './declared.ts';
import { differences } from './identity.ts';
import type { KnownFinding } from './known-finding.ts';
import { exposureOf, type Look, type Observation, type Spell, type Step } from './life.ts';
import type { RemarksById } from './remarks.ts';
import { type LivingExposure, livingOf } from './review-notices.ts';
import {
  type AcceptedFinding,
  acceptedWord,
  asReviewed,
  type Coverable,
  coverable,
  coveringAcceptance,
  type Returns,
  reviewedAcceptance,
  standingOf,
} from './standing.ts';

/** Lifecycle and standing of a finding of the run. */
export type RunEntry = Pick<Finding, 'lifecycle' | 'standing' | 'firstSeen' | 'declared'>;

/** One endpoint as it is written to history. */
export interface FindingUpdate {
  known: KnownFinding;
  observation: Observation;
  fingerprint: string;
  order: number;
  lifecycle: Lifecycle | null;
  declared: string | null;
  since: string;
  /** The exposure after this look; undefined where it is as it was, or there is none. */
  spell: Spell | undefined;
  /** The entry of the timeline; undefined where nothing happened. */
  event: { word: Lifecycle; what: string } | undefined;
}

export const UNEXPLAINED =
  'no change is recorded: ask who closed it and when, and look for misuse, because malware closes the door behind itself';

/** The result for one endpoint. */
export interface FindingChange {
  id: string;
  /** For a finding that the report of the run shows. */
  entry?: RunEntry;
  /** The exposure as it was last seen, where the run did not see it, or its answer does not tell whether it is over. */
  absent?: Finding;
  broken?: BrokenDeclaration;
  /** What an acceptance would cover after this run; undefined where nothing is open. */
  open: Coverable | undefined;
  /** The exposure that lives after this run, and whether anything accepts it. */
  living?: LivingExposure;
  update?: FindingUpdate;
  turn?: Step['turn'];
  /** How it closed, and the days from its opening to its closing, if it closed. */
  closed?: { how: Closing; days: number };
}

export interface FindingInputs {
  look: Look;
  /** Of the answer of the look. */
  fingerprint: string;
  /** What the look makes of its exposure; undefined where there is none. */
  step: Step | undefined;
  /** The report of the run tells of its exposure, also where the run did not look. */
  isReported: boolean;
  declaration: KnownEndpoint | undefined;
  accepted: AcceptedFinding | undefined;
  reviews: readonly ReviewedAcceptance[];
  deadlines: Deadlines;
  remarks?: RemarksById;
  /** None if absent. */
  returns?: Returns;
  /** Who must act on what was not seen: ranges change hands. */
  owner: Partial<Finding>;
}

export function compareFinding(known: KnownFinding, inputs: FindingInputs): FindingChange {
  const { look, step, declaration, deadlines } = inputs;
  const answer = look.observation.seen === 'answered' ? look.observation.finding : undefined;
  const check = declaration && checkDeclaration(declaration, look.observation, known.declared);
  const spell = step?.spell;
  const { word, changes } = tell(known, inputs, answer !== undefined && check?.holds === false);
  // What a declared endpoint was is no exposure that somebody closed.
  const turn = word === 'changed' && step?.turn === 'closed' ? undefined : step?.turn;
  const isOver = word === 'resolved';
  const alive = spell !== undefined && (spell.state !== 'closed' || isOver) ? spell : undefined;
  const wasDeclared = declaration && spell ? isAsDeclared(declaration, spell.sighting(), known.declared) : false;
  // Where an exposure lives, it is shown instead of an unclear answer; a declared one gives way to what breaks it.
  const shown = answer !== undefined && (alive?.state !== 'unverified' || wasDeclared) ? answer : undefined;
  const asDeclared = answer === undefined ? wasDeclared : check?.holds === true;
  const last = shown ?? alive?.sighting();
  const covered = coverable(alive, last);
  const isBack = step?.turn === 'reopened';
  const reviewed = alive && (isBack ? { ...alive, opened: look.at } : asReviewed(alive, inputs.returns));
  const acceptance =
    (covered && coveringAcceptance(inputs.accepted, covered, look.at)) ??
    reviewedAcceptance(inputs.reviews, reviewed, known, look.at);
  const lifecycle = word === undefined ? null : acceptance === null ? word : acceptedWord(word);
  const since = sinceOf(known, step, answer, look.at);
  const sight = shown === undefined && lifecycle === 'unverified' ? sightOf(look.observation) : undefined;
  const standing = standingOf({
    openSince: alive?.opened ?? since,
    at: look.at,
    severity: last?.severity ?? 'info',
    changes,
    acceptance,
    deadlines,
    pressing: !isOver && !asDeclared,
    remarks: inputs.remarks?.get(alive?.id ?? known.id),
    ...(alive && { exposure: exposureOf(alive) }),
  });
  const entry: RunEntry = {
    lifecycle,
    standing: { ...standing, ...(sight && { sight }) },
    firstSeen: known.firstSeen,
    ...(asDeclared && declaration && { declared: declaration.is }),
  };
  const absent = shown === undefined && word !== undefined && last && { ...last, ...inputs.owner, ...entry };
  const update = updateOf(known, inputs, { word, lifecycle, changes, since, check });
  return {
    id: known.id,
    ...(shown && { entry }),
    ...(absent && inputs.isReported && { absent }),
    ...(declaration && check?.holds === false && { broken: brokenOf(known, declaration, check.what) }),
    open: coverable(isOver ? undefined : alive, answer),
    ...(reviewed && !isOver && { living: livingOf(known, reviewed, acceptance !== null) }),
    ...(update && { update }),
    ...(turn && { turn }),
    ...(turn === 'closed' && spell?.how && { closed: { how: spell.how, days: daysBetween(spell.opened, look.at) } }),
  };
}

interface Told {
  /** Undefined where the run has nothing to say. */
  word: Exclude<Lifecycle, 'accepted'> | undefined;
  changes: string[];
}

/** The word of the run on one endpoint, and why. */
function tell(known: KnownFinding, { look, step, isReported, fingerprint }: FindingInputs, isBroken: boolean): Told {
  const { observation, change } = look;
  if (step?.word !== undefined) {
    const told = earlierOr(known, { word: step.word, changes: step.changes });
    // What answers as something else than it is declared to be is a change to look at, and no exposure that was closed.
    if (isBroken && told.word === 'resolved') return { ...told, word: 'changed' };
    return { ...told, changes: explain(told, step.spell, observation, change) };
  }
  if (step?.stale === true) return staleWord(step.spell, observation);
  const isAlive = step !== undefined && step.spell.state !== 'closed';
  if (observation.seen === 'answered') return endpointWord(known, observation.finding, fingerprint);
  if (isAlive && isReported) {
    const why = observation.seen === 'not-tested' ? 'not tested in this run' : 'not looked at in this run';
    return { word: 'unverified', changes: [why] };
  }
  return known.earlier?.word === 'resolved' && step !== undefined ? known.earlier : { word: undefined, changes: [] };
}

/** A run that goes on says of an endpoint what it said before it was stopped, unless there is news. */
function earlierOr({ earlier }: KnownFinding, told: Told): Told {
  return earlier !== undefined && told.word === 'persisting' ? earlier : told;
}

/** The run saw it before a later one learnt more. */
function staleWord(spell: Spell, { seen }: Observation): Told {
  if (spell.state !== 'closed') return { word: seen === 'answered' ? 'persisting' : 'unverified', changes: [] };
  const why = `closed on ${spell.closed?.slice(0, 10)} (${spell.how}), after this run had looked`;
  return seen === 'answered' ? { word: 'resolved', changes: [why] } : { word: undefined, changes: [] };
}

/** The word on an answer that is no exposure, where none lives. */
function endpointWord(known: KnownFinding, finding: Finding, fingerprint: string): Told {
  if (known.earlier !== undefined) return known.earlier;
  if (known.fingerprint === '') return { word: 'new', changes: [] };
  if (known.fingerprint === fingerprint && known.answers) return { word: 'persisting', changes: [] };
  const last = known.last();
  const changes = differences(last, finding);
  if (!known.answers) return { word: isExposed(last) ? 'changed' : 'reopened', changes };
  return { word: changes.length > 0 ? 'changed' : 'persisting', changes };
}

/** The question that an exposure raises which ended without anybody saying why. */
function explain({ word, changes }: Told, spell: Spell, { seen }: Observation, change: Look['change']): string[] {
  if (seen !== 'closed' && seen !== 'silent') return changes;
  if ((word !== 'resolved' && word !== 'unverified') || spell.how === 'contained') return changes;
  return [...changes, change === undefined ? UNEXPLAINED : `change ${change.reference}, recorded by ${change.by}`];
}

function sightOf({ seen }: Observation): Sight {
  if (seen === 'answered' || seen === 'closed') return 'unclear';
  return seen === 'silent' ? 'silent' : 'not-looked-at';
}

/** Since when the endpoint answers as what it is: what is no exposure has no other beginning. */
function sinceOf(known: KnownFinding, step: Step | undefined, answer: Finding | undefined, at: string): string {
  if (answer === undefined) return known.since;
  if (step?.turn === 'closed') return at;
  return known.fingerprint === '' || !known.answers ? answer.lastSeen : known.since;
}

function brokenOf({ id, address, port }: KnownFinding, { is }: KnownEndpoint, what: string): BrokenDeclaration {
  return { findingId: id, address, port, is, what };
}

function updateOf(
  known: KnownFinding,
  { look, fingerprint, step, isReported }: FindingInputs,
  told: Told & { lifecycle: Lifecycle | null; since: string; check: DeclarationCheck | undefined },
): FindingUpdate | undefined {
  const { observation, order } = look;
  if (order < known.order) return undefined;
  const { seen } = observation;
  // Declarations of other scope files do not concern this run.
  const declared = told.check?.baseline ?? (isReported || seen === 'answered' ? null : known.declared);
  const spell = step === undefined || step.spell === known.spell ? undefined : step.spell;
  const isIdle = seen === 'elsewhere' || seen === 'not-tested';
  if (isIdle && spell === undefined && declared === known.declared) return undefined;
  const event =
    eventOf(known, step, observation, told) ??
    (step?.reassigned ? { word: 'changed' as const, what: step.reassigned } : undefined);
  const lifecycle = told.lifecycle ?? known.lifecycle;
  return { known, observation, fingerprint, order, lifecycle, declared, since: told.since, spell, event };
}

/** The timeline's entry for this run; none where nothing changed, or this run wrote it before it was resumed. */
function eventOf(
  known: KnownFinding,
  step: Step | undefined,
  observation: Observation,
  { word, changes }: Told,
): FindingUpdate['event'] {
  if (word === undefined || (known.earlier !== undefined && known.earlier.word === word)) return undefined;
  const what = changes.join('; ');
  const before = known.spell;
  if (before !== undefined && !before.inScope && step?.word !== undefined && step.spell.state !== 'closed')
    return { word, what: ['back in the scope', ...changes].join('; ') };
  if (word === 'persisting') return before?.state === 'unverified' ? { word, what: 'answers again' } : undefined;
  if (word !== 'unverified') {
    const answer = observation.seen === 'answered' ? `first answer: ${observation.finding.verdict}` : '';
    return { word, what: what || answer };
  }
  return step?.word !== undefined && before?.state === 'open' ? { word, what } : undefined;
}
