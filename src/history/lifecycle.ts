/**
 * State machine of one finding, one step per run: a pure function of its state and the run's observation.
 *
 * Not seen is not fixed. Only a definite answer resolves: a closed port, or something that is no exposed engine where one
 * was. Silence leaves a finding unverified until a second complete run in a row meets silence too. What a run did not
 * look at stays as it was.
 */

import { isExposed, isProofOfClosing } from '../domain/exposure.ts';
import type { Finding, Lifecycle } from '../domain/finding.ts';
import { cut } from '../text/columns.ts';
import { differences } from './identity.ts';

/** State of a finding between runs. */
export interface Past {
  state: 'open' | 'unverified' | 'resolved';
  inScope: boolean;
  /** Whether this spell is one of exposure, and whether any was. */
  exposed: boolean;
  everExposed: boolean;
  /** Complete runs in a row that met silence. */
  silentRuns: number;
  firstSeen: string;
  openSince: string;
  resolvedAt: string | null;
  /** The last sighting that identified the endpoint. */
  last: Finding;
}

/** Observation of a finding's endpoint in a run. */
export type Observation =
  | { seen: 'answered'; finding: Finding }
  /** Refused: definite. */
  | { seen: 'closed'; reason: string }
  /** No answer, or a router's word that there is no way: not definite. */
  | { seen: 'silent'; reason: string }
  /** The run should have looked and did not get to it, or this machine could not. */
  | { seen: 'not-tested' }
  /** The scope file that authorised it does not any more. */
  | { seen: 'out-of-scope' }
  /** Not this run's business: another shard, another scope file, another vantage. */
  | { seen: 'elsewhere' };

export interface Moment {
  at: string;
  /** The run finished its walk. */
  complete: boolean;
}

/** The state after this step. */
export interface LifecycleStep {
  past: Past;
  /** `left-scope` once, when it leaves; undefined where this run has nothing to say. */
  lifecycle: Exclude<Lifecycle, 'accepted'> | 'left-scope' | undefined;
  changes: string[];
  /** Exposure began or ended in this run. */
  turn?: 'opened' | 'closed';
}

/** Columns of an unclear answer that are kept beside the exposure. */
const EVIDENCE_COLUMNS = 200;

const SILENT_TWICE = 'silent in two complete runs in a row';

/** @param past undefined for an endpoint that never answered before */
export function advance(past: Past | undefined, observation: Observation, moment: Moment): LifecycleStep | undefined {
  if (past === undefined) return observation.seen === 'answered' ? begin(observation.finding) : undefined;
  switch (observation.seen) {
    case 'answered':
      return answer({ ...past, inScope: true }, observation.finding);
    case 'closed':
      return past.state === 'resolved'
        ? still(past)
        : resolve(past, moment, `closed: the connection was refused (${observation.reason})`);
    case 'silent':
      return silence(past, moment, observation.reason);
    case 'not-tested':
      return skip(past, moment);
    case 'out-of-scope':
      return leave(past);
    case 'elsewhere':
      return still(past);
  }
}

function begin(finding: Finding): LifecycleStep {
  const exposed = isExposed(finding);
  const past: Past = {
    state: 'open',
    inScope: true,
    exposed,
    everExposed: exposed,
    silentRuns: 0,
    firstSeen: finding.firstSeen,
    openSince: finding.firstSeen,
    resolvedAt: null,
    last: finding,
  };
  return { past, lifecycle: 'new', changes: [], ...(exposed && { turn: 'opened' }) };
}

function answer(past: Past, finding: Finding): LifecycleStep {
  const changes = differences(past.last, finding);
  if (isExposed(finding)) return expose(past, finding, changes);
  if (past.exposed && past.state !== 'resolved') {
    if (isProofOfClosing(finding)) return replace(past, finding, changes);
    const why = `the port answers, and what it says (${finding.verdict}) does not tell whether the engine is gone`;
    const answer = `the answer: ${cut(finding.evidence, EVIDENCE_COLUMNS)}`;
    return { past: { ...past, state: 'unverified', silentRuns: 0 }, lifecycle: 'unverified', changes: [why, answer] };
  }
  const now: Past = { ...past, state: 'open', exposed: false, silentRuns: 0, resolvedAt: null, last: finding };
  if (past.state !== 'resolved')
    return { past: now, lifecycle: changes.length > 0 ? 'changed' : 'persisting', changes };
  // Something answers again at a port that had been closed.
  const lifecycle = past.exposed ? 'changed' : 'reopened';
  return { past: { ...now, openSince: finding.lastSeen }, lifecycle, changes };
}

/** An exposed engine answers. */
function expose(past: Past, finding: Finding, changes: string[]): LifecycleStep {
  const now: Past = {
    ...past,
    state: 'open',
    exposed: true,
    everExposed: true,
    silentRuns: 0,
    resolvedAt: null,
    last: finding,
  };
  if (past.exposed && past.state !== 'resolved')
    return { past: now, lifecycle: changes.length > 0 ? 'changed' : 'persisting', changes };
  const lifecycle = past.everExposed ? 'reopened' : 'new';
  return { past: { ...now, openSince: finding.lastSeen }, lifecycle, changes, turn: 'opened' };
}

/** A definite other answer where an exposed engine was. The finding is of the new answer. */
function replace(past: Past, finding: Finding, changes: string[]): LifecycleStep {
  const at = finding.lastSeen;
  const now: Past = {
    ...past,
    state: 'open',
    exposed: false,
    silentRuns: 0,
    resolvedAt: at,
    openSince: at,
    last: finding,
  };
  return { past: now, lifecycle: 'resolved', changes, turn: 'closed' };
}

function resolve(past: Past, { at }: Moment, why: string): LifecycleStep {
  const now: Past = { ...past, inScope: true, state: 'resolved', silentRuns: 0, resolvedAt: at };
  return { past: now, lifecycle: 'resolved', changes: [why], ...(past.exposed && { turn: 'closed' }) };
}

function silence(past: Past, moment: Moment, reason: string): LifecycleStep {
  if (past.state === 'resolved') return still(past);
  const silentRuns = past.silentRuns + (moment.complete ? 1 : 0);
  if (moment.complete && silentRuns >= 2) return resolve(past, moment, `${SILENT_TWICE} (${reason})`);
  const now: Past = { ...past, inScope: true, state: 'unverified', silentRuns };
  return { past: now, lifecycle: 'unverified', changes: [`no answer (${reason}): not seen is not fixed`] };
}

function skip(past: Past, { complete }: Moment): LifecycleStep {
  if (past.state === 'resolved') return still(past);
  // A complete run that could not look ends a row of silent ones.
  const now: Past = { ...past, inScope: true, silentRuns: complete ? 0 : past.silentRuns };
  return { past: now, lifecycle: 'unverified', changes: ['not tested in this run'] };
}

function leave(past: Past): LifecycleStep {
  if (!past.inScope || past.state === 'resolved') return still({ ...past, inScope: false });
  const why = 'left the scope: neither fixed nor open';
  return { past: { ...past, inScope: false }, lifecycle: 'left-scope', changes: [why] };
}

function still(past: Past): LifecycleStep {
  return { past, lifecycle: undefined, changes: [] };
}
