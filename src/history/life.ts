/**
 * The life of an exposure: what one look makes of it. Pure; the table of states and observations is `life.test.ts`.
 *
 * Proof closes it: a refused port, something that asks for credentials, a named other product. What is unclear or silent
 * leaves it unverified. Order is the number that history gave the run, never the clock.
 */

import { evidenceOf, isExposed } from '../domain/exposure.ts';
import {
  type Closing,
  type Exposure,
  type ExposureState,
  exposureId,
  type Finding,
  type Lifecycle,
} from '../domain/finding.ts';
import { daysBetween } from '../domain/time.ts';
import { cut } from '../text/columns.ts';
import { differences } from './identity.ts';
import { addQuietLook, isContained, isMetAgain, isSilentForLong, type Neighbours, type Quiet } from './quiet.ts';

/** An exposure that returns within so many days goes on with its age and its deadline. */
export const RETURN_DAYS = 30;

/** One exposure between runs. */
export interface Spell extends Exposure {
  owner: string;
  /** Named by a scope that history knows. */
  inScope: boolean;
  /** The newest look that counted: its number in history. */
  order: number;
  quiet: Quiet | null;
  /** Neighbours in the look that last saw it; null where they were not counted. */
  neighbours: Neighbours | null;
  /** The last sighting that proved it. */
  sighting(): Finding;
}

/** The exposure as a report tells of it. */
export function exposureOf({ id, state, how, opened, closed, verdict, severity, product, version }: Spell): Exposure {
  return { id, state, how, opened, closed, verdict, severity, product, version };
}

/** What a run met at an endpoint. */
export type Observation =
  | { seen: 'answered'; finding: Finding }
  /** Refused: definite. */
  | { seen: 'closed'; reason: string }
  /** No answer, or a router's word that there is no way: not definite. */
  | { seen: 'silent'; reason: string }
  /** The run should have looked and did not get to it, or this machine could not. */
  | { seen: 'not-tested' }
  /** Not this run's business: another shard, other ports, another scope, another vantage. */
  | { seen: 'elsewhere' };

/** One look at the endpoint of an exposure. */
export interface Look {
  /** The number that history gave the run, or its resumption, when it began. */
  order: number;
  at: string;
  observation: Observation;
  /** A finished audit: closing by silence waits for one. */
  whole: boolean;
  /** Something else answered this vantage in the same run. */
  reached: boolean;
  neighbours: Neighbours | undefined;
  /** All exposures of the run, or of the prefix, three at least, are refused at once, and nothing else accepts. */
  massRefusal: boolean;
  /** The answer says what the last sighting of the exposure said. */
  isSame: boolean;
  /** The newest recorded change of this exposure since it opened. */
  change: { reference: string; by: string } | undefined;
}

/** The exposure after a look. */
export interface Step {
  spell: Spell;
  /** Undefined where this look says nothing. */
  word: Exclude<Lifecycle, 'accepted'> | undefined;
  changes: string[];
  turn?: 'opened' | 'reopened' | 'closed';
  /** The look is older than what is known. */
  stale?: true;
  /** It was not seen, and its range has another owner now: `owner: a → b`. */
  reassigned?: string;
}

/** Columns of an unclear answer that are kept beside the exposure. */
const EVIDENCE_COLUMNS = 200;

/** @returns undefined where there is no exposure, before and now */
export function advance(spell: Spell | undefined, look: Look): Step | undefined {
  const { observation } = look;
  if (spell !== undefined && look.order < spell.order) return { spell, word: undefined, changes: [], stale: true };
  if (observation.seen === 'answered' && isExposed(observation.finding))
    return expose(spell, observation.finding, look);
  if (spell === undefined) return undefined;
  if (spell.state === 'closed') return still(spell);
  switch (observation.seen) {
    case 'answered':
      return answerElse(spell, observation.finding, look);
    case 'closed':
      return refuse(spell, look, observation.reason);
    case 'silent':
      return quieten(spell, look, 'silent', [`no answer (${observation.reason}): not seen is not fixed`]);
    case 'not-tested':
    case 'elsewhere':
      return still(spell);
  }
}

/** An engine answers. */
function expose(spell: Spell | undefined, finding: Finding, look: Look): Step {
  if (spell === undefined) return begin(finding, look, []);
  if (spell.state !== 'closed') {
    const changes = look.isSame ? [] : [...differences(spell.sighting(), finding), ...ownerChange(spell, finding)];
    const seen = sightedAs(spell, finding, look);
    return { spell: seen, word: changes.length > 0 ? 'changed' : 'persisting', changes };
  }
  const { closed, how, owner } = spell;
  const past = `an exposure here was closed on ${closed?.slice(0, 10)} (${how})`;
  if (daysBetween(closed ?? '', look.at) > RETURN_DAYS) return begin(finding, look, [past]);
  if (owner !== finding.owner) return begin(finding, look, [`${past}, of ${owner}`]);
  const changes = [`back: ${past}`, ...differences(spell.sighting(), finding)];
  return { spell: sightedAs(spell, finding, look), word: 'reopened', changes, turn: 'reopened' };
}

function begin(finding: Finding, look: Look, changes: string[]): Step {
  const opened = finding.lastSeen;
  const spell: Spell = {
    ...factsOf(finding),
    id: exposureId(finding.id, opened),
    state: 'open',
    how: null,
    opened,
    closed: null,
    inScope: true,
    order: look.order,
    quiet: null,
    neighbours: look.neighbours ?? null,
    sighting: () => finding,
  };
  return { spell, word: 'new', changes, turn: 'opened' };
}

/** The same exposure at another port of its address. */
export function moveTo(spell: Spell, finding: Finding, look: Look): Step {
  const from = spell.sighting();
  const changes = [`moved from port ${from.port} to ${finding.port}`, ...differences(from, finding)];
  return { spell: sightedAs(spell, finding, look), word: 'changed', changes };
}

function sightedAs(spell: Spell, finding: Finding, { order, neighbours }: Look): Spell {
  return {
    ...spell,
    ...factsOf(finding),
    state: 'open',
    how: null,
    closed: null,
    inScope: true,
    order,
    quiet: null,
    neighbours: neighbours ?? spell.neighbours,
    sighting: () => finding,
  };
}

function factsOf(finding: Finding): Pick<Spell, 'verdict' | 'severity' | 'product' | 'version' | 'owner'> {
  const { verdict, severity, product, engine, owner } = finding;
  return { verdict, severity, product, version: engine?.version ?? '', owner };
}

function ownerChange(spell: Spell, { owner }: Pick<Finding, 'owner'>): string[] {
  return spell.owner === owner ? [] : [`owner: ${spell.owner} → ${owner}`];
}

/** A living exposure belongs to who owns its range today, seen or not. */
export function assignTo(step: Step, owner: string): Step {
  const { spell } = step;
  const [reassigned] = spell.state === 'closed' || step.stale === true ? [] : ownerChange(spell, { owner });
  return reassigned === undefined ? step : { ...step, spell: { ...spell, owner }, reassigned };
}

/** Something answers that is no exposed engine. */
function answerElse(spell: Spell, finding: Finding, look: Look): Step {
  const evidence = evidenceOf(finding);
  if (evidence === 'guarded' || evidence === 'other') {
    const how = evidence === 'guarded' ? 'guarded' : 'replaced';
    return close(spell, look, how, differences(spell.sighting(), finding));
  }
  const { verdict, transport, http } = finding;
  const met = `${verdict} ${transport} ${http?.status ?? ''}`.trimEnd();
  return quieten(spell, look, met, [
    `the port answers, and what it says (${verdict}) does not tell whether the engine is gone`,
    `the answer: ${cut(finding.evidence, EVIDENCE_COLUMNS)}`,
  ]);
}

function refuse(spell: Spell, look: Look, reason: string): Step {
  const text = `closed: the connection was refused (${reason})`;
  if (!look.massRefusal || look.change !== undefined) return close(spell, look, 'refused', [text]);
  const quiet = quietOf(spell, look, 'refused');
  if (isMetAgain(quiet, look.at)) return close(spell, look, 'refused', [text]);
  const why = `refused (${reason}) together with every other exposure here, and nothing else accepts: a second look a day later tells`;
  return unverified(spell, look, quiet, [why]);
}

/** Silence, or an answer that proves nothing. */
function quieten(spell: Spell, look: Look, met: string, changes: string[]): Step {
  const quiet = quietOf(spell, look, met);
  const { change, whole } = look;
  if (change !== undefined && isContained(quiet)) {
    const why = `contained: no engine in two looks a day apart, after change ${change.reference}, recorded by ${change.by}`;
    return close(spell, look, 'contained', [why]);
  }
  if (whole && met === 'silent' && isSilentForLong(quiet))
    return close(spell, look, 'silent', [
      'silent in three looks over 72 hours, while its neighbours answered as before',
    ]);
  return unverified(spell, look, quiet, changes);
}

function quietOf({ quiet, neighbours: before }: Spell, { at, reached, neighbours: now }: Look, met: string): Quiet {
  return addQuietLook(quiet, { at, met, reached, now, before });
}

function unverified(spell: Spell, { order }: Look, quiet: Quiet, changes: string[]): Step {
  const state: ExposureState = 'unverified';
  return { spell: { ...spell, state, inScope: true, order, quiet }, word: 'unverified', changes };
}

function close(spell: Spell, { order, at }: Look, how: Closing, changes: string[]): Step {
  const now: Spell = { ...spell, state: 'closed', how, closed: at, inScope: true, order, quiet: null };
  return { spell: now, word: 'resolved', changes, turn: 'closed' };
}

function still(spell: Spell): Step {
  return { spell, word: undefined, changes: [] };
}
