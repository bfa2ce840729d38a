/** Comparison of one finding with its history: lifecycle, standing, and the row to store. Pure. */

import type { Deadlines, Finding, Lifecycle, Sight } from '../domain/finding.ts';
import type { BrokenDeclaration, TrendPoint } from '../domain/history.ts';
import type { KnownEndpoint } from '../domain/scope.ts';
import { daysBetween } from '../domain/time.ts';
import type { Severity } from '../domain/verdicts.ts';
import { checkDeclaration, isAsDeclared } from './declared.ts';
import { advance, type LifecycleStep, type Observation, type Past } from './lifecycle.ts';
import { observe, type RunView } from './observe.ts';
import { type AcceptedFinding, acceptedWord, coveringAcceptance, standingOf } from './standing.ts';

/** One endpoint in history before the run. */
export interface KnownFinding {
  id: string;
  address: string;
  port: number;
  /** Scope file that authorised it. */
  file: string;
  /** Undefined where only the run itself, before it was resumed, had seen it. */
  past: Past | undefined;
  declared: string | null;
}

/** A change record by a person. */
export interface ChangeRecord {
  findingId: string;
  reference: string;
  by: string;
  at: string;
}

/** Lifecycle and standing of a finding of the run. */
export type RunEntry = Pick<Finding, 'lifecycle' | 'standing' | 'firstSeen' | 'declared'>;

/** One finding as it is written to history. */
export interface FindingUpdate {
  id: string;
  past: Past;
  lifecycle: Lifecycle | null;
  declared: string | null;
  observation: Observation;
  /** The entry of the timeline; undefined where nothing happened. */
  event: { lifecycle: string; what: string } | undefined;
}

export interface CompareInputs {
  run: { id: string; at: string; complete: boolean; audit: boolean; severities: Record<Severity, number> };
  view: RunView;
  knownFindings: readonly KnownFinding[];
  known: readonly KnownEndpoint[];
  acceptances: readonly AcceptedFinding[];
  changeRecords: readonly ChangeRecord[];
  deadlines: Deadlines;
  /** Earlier runs, oldest first. */
  trend: readonly TrendPoint[];
}

export const UNEXPLAINED =
  'no change is recorded: ask who closed it and when, and look for misuse, because malware closes the door behind itself';

/** The result for one finding. */
export interface FindingChange {
  id: string;
  /** For a finding that the report of the run shows. */
  entry?: RunEntry;
  /** The last sighting, for one that the run did not see, or whose answer does not tell whether its exposure is over. */
  absent?: Finding;
  broken?: BrokenDeclaration;
  past: Past;
  /** Undefined where nothing is to be written. */
  update?: FindingUpdate;
  opened: boolean;
  /** Days from its beginning to its end, if it ended. */
  closedAfter?: number;
}

export interface FindingInputs extends Omit<CompareInputs, 'known'> {
  known: KnownEndpoint | undefined;
  accepted: AcceptedFinding | undefined;
}

/** @returns undefined for an endpoint that neither history nor the run knows */
export function compareFinding(stored: KnownFinding, inputs: FindingInputs): FindingChange | undefined {
  const { run, view, known } = inputs;
  const { id, past: before } = stored;
  const observation = observe(view, stored);
  const advanced = advance(before, observation, { at: run.at, complete: run.complete });
  if (advanced === undefined) return undefined;
  const check = known && checkDeclaration(known, observation, stored.declared);
  const step = observation.seen === 'answered' && check?.holds === false ? unlessClosed(advanced) : advanced;
  const { past, turn } = step;
  const lastAsDeclared = known !== undefined && isAsDeclared(known, past.last, stored.declared);
  const asDeclared = observation.seen === 'answered' ? check?.holds === true : lastAsDeclared;
  const changes = explain(step, stored, inputs.changeRecords, observation);
  const acceptance = coveringAcceptance(inputs.accepted, past.last.severity, run.at);
  const lifecycle = wordOf(step, acceptance !== null);
  const standing = standingOf({
    openSince: (step.lifecycle === 'resolved' ? before : undefined)?.openSince ?? past.openSince,
    at: run.at,
    severity: past.last.severity,
    changes,
    acceptance,
    deadlines: inputs.deadlines,
    pressing: step.lifecycle !== 'resolved' && step.lifecycle !== 'left-scope' && !asDeclared,
  });
  // Where an exposure lives, it is shown instead of an unclear answer; a declared one gives way to what breaks it.
  const isUnclear = observation.seen === 'answered' && step.lifecycle === 'unverified';
  const isShown = observation.seen === 'answered' && (!isUnclear || lastAsDeclared);
  const isLeftOut = isLivingElsewhere(before, step, view, stored);
  const entry: RunEntry = {
    lifecycle: isLeftOut ? 'unverified' : lifecycle,
    standing: {
      ...standing,
      ...(isLeftOut && NOT_LOOKED_AT),
      ...(!isShown && (isLeftOut || lifecycle === 'unverified') && { sight: sightOf(observation) }),
    },
    firstSeen: past.firstSeen,
    ...(asDeclared && known && { declared: known.is }),
  };
  // Declarations of other scope files do not concern this run.
  const declared = check?.baseline ?? (observation.seen === 'elsewhere' ? stored.declared : null);
  const idle = step.lifecycle === undefined && past.inScope === before?.inScope && declared === stored.declared;
  const event = eventOf(before, step, changes, observation);
  const update = idle ? undefined : { id, past, lifecycle, declared, observation, event };
  const isAbsent = !isShown && (step.lifecycle !== undefined || isLeftOut);
  return {
    id,
    ...(isShown && { entry }),
    ...(isAbsent && { absent: { ...past.last, ...ownerOf(stored, view), ...entry } }),
    ...(known && check?.holds === false && { broken: brokenOf(stored, known, check.what) }),
    past,
    ...(update && { update }),
    opened: turn === 'opened',
    ...(turn === 'closed' && before && { closedAfter: daysBetween(before.openSince, run.at) }),
  };
}

const NOT_LOOKED_AT = { changes: ['not looked at in this run'] };

/** An exposure of the audited scope that the run did not set out to look at: other ports, another shard. It lives on. */
function isLivingElsewhere(
  before: Past | undefined,
  step: LifecycleStep,
  view: RunView,
  { address }: KnownFinding,
): boolean {
  if (step.lifecycle !== undefined || before === undefined || !view.audit) return false;
  return before.exposed && before.inScope && before.state !== 'resolved' && view.rangeOf(address) !== undefined;
}

function sightOf({ seen }: Observation): Sight {
  if (seen === 'answered') return 'unclear';
  return seen === 'silent' ? 'silent' : 'not-looked-at';
}

/** Ranges change hands: who must act is who owns the address today. */
function ownerOf({ address }: KnownFinding, view: RunView): Partial<Finding> {
  const range = view.rangeOf(address);
  if (range === undefined) return {};
  const { owner, contact, tags, text, authorization } = range;
  return { owner, contact, tags, range: text, reference: authorization.reference };
}

/** What answers as something else than it is declared to be is a change to look at, and no exposure that was closed. */
function unlessClosed(step: LifecycleStep): LifecycleStep {
  if (step.lifecycle !== 'resolved') return step;
  const { turn: _, ...rest } = step;
  return { ...rest, lifecycle: 'changed' };
}

function brokenOf({ id, address, port }: KnownFinding, { is }: KnownEndpoint, what: string): BrokenDeclaration {
  return { findingId: id, address, port, is, what };
}

/** The step's changes, and the question that an exposure raises which ended without anybody saying why. */
function explain(
  { turn, lifecycle, changes, past }: LifecycleStep,
  { id, past: before }: KnownFinding,
  records: readonly ChangeRecord[],
  { seen }: Observation,
): string[] {
  if (seen !== 'closed' && seen !== 'silent') return changes;
  if (!past.exposed || (turn !== 'closed' && lifecycle !== 'unverified')) return changes;
  const since = before?.openSince ?? past.openSince;
  const record = records.findLast(({ findingId, at }) => findingId === id && at >= since);
  return [...changes, record === undefined ? UNEXPLAINED : `change ${record.reference}, recorded by ${record.by}`];
}

function wordOf({ lifecycle }: LifecycleStep, accepted: boolean): Lifecycle | null {
  if (lifecycle === undefined || lifecycle === 'left-scope') return null;
  return accepted ? acceptedWord(lifecycle) : lifecycle;
}

/** The timeline's entry for this run; none where nothing changed. */
function eventOf(
  before: Past | undefined,
  step: LifecycleStep,
  changes: string[],
  { seen }: Observation,
): FindingUpdate['event'] {
  const { lifecycle } = step;
  if (lifecycle === undefined) return undefined;
  const what = changes.join('; ');
  if (before?.inScope === false && step.past.inScope)
    return { lifecycle, what: ['back in the scope', ...changes].join('; ') };
  if (lifecycle === 'persisting')
    return before?.state === 'unverified' ? { lifecycle, what: 'answers again' } : undefined;
  if (lifecycle !== 'unverified') return { lifecycle, what: what || `first answer: ${step.past.last.verdict}` };
  return before?.state === 'open' && seen !== 'not-tested' ? { lifecycle, what } : undefined;
}
