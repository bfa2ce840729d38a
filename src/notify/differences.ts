/**
 * What one receiver is to be told at the end of a run: the difference between what it was told and what is known now.
 * Pure: the caller keeps the result and the message in one transaction.
 */

import { closedBy } from '../domain/closing.ts';
import { countWork, type WorkCounts } from '../domain/exposure.ts';
import type { StoredFinding } from '../domain/history.ts';
import type { RunState, Told, ToldRuns } from '../domain/told.ts';
import type { Severity } from '../domain/verdicts.ts';
import { type Difference, differenceOf, type Moment } from './difference.ts';
import { answersIn, type Fact, factOf, isRelevant } from './fact.ts';
import type { NotifyWhen } from './message.ts';
import { type Approval, approvalReminders, daysUntil } from './reminders.ts';

export interface TellInputs extends Omit<Moment, 'since'> {
  /** All exposures of the scope and vantage, living and closed, and the rest of what answers there. */
  known: readonly StoredFinding[];
  /** By exposure id, or finding id where there is none. */
  told: ReadonlyMap<string, Told>;
  /** Undefined, or without a time, for a new receiver: it gets one overview. */
  runs: ToldRuns | undefined;
  /** How the run ended; undefined for one that is no audit, and says nothing of whether audits run. */
  run: { state: RunState; why: string } | undefined;
  when: NotifyWhen;
  /** What is less severe is not told, unless it was told before. */
  from: Severity;
  approvals: readonly Approval[];
}

/** What is to be told, and what then was. */
export interface Tidings {
  /** Those with words. */
  differences: Difference[];
  /** Open work of the receiver's severities, told before or not. */
  open: Fact[];
  counts: WorkCounts;
  /** Living exposures that no scope names. */
  outOfScope: number;
  approvals: Approval[];
  /** The receiver's first message. */
  isOverview: boolean;
  /** How runs ended before, where that is another way than now. */
  runsBefore: Pick<ToldRuns, 'state' | 'why'> | undefined;
  /** Closings since the last time, where no open work is left. */
  allClear: ToldRuns['closings'] | undefined;
  /** Whether there is a message; without one, `rows` and `runs` are kept all the same. */
  isWorthTelling: boolean;
  /** New or changed ones. */
  rows: [subject: string, told: Told][];
  runs: ToldRuns;
}

/** Days between two digests. */
const DIGEST_DAYS = 7;
const NO_CLOSINGS = { proof: 0, silence: 0, person: 0 } as const;

/** @returns undefined where nothing is told, or kept, before the next digest */
export function tidingsFor(inputs: TellInputs): Tidings | undefined {
  const { known, told, runs, from, when, now, whole } = inputs;
  if (when === 'digest' && isBeforeDigest(runs, now)) return undefined;
  const answers = answersIn(known);
  const facts = known.map((stored) => factOf(stored, told, answers));
  const relevant = facts.filter((fact) => isRelevant(fact, told.get(fact.subject), from));
  const moment = { now, whole, since: runs?.at ?? null };
  const all = relevant.map((fact) => differenceOf(fact, told.get(fact.subject), moment));
  const counts = countWork(facts.map(({ row }) => row));
  const outOfScope = facts.filter(({ state, inScope }) => state !== 'closed' && !inScope).length;
  const differences = all.filter(({ words }) => words.length > 0);
  const approvals = approvalReminders(inputs.approvals, runs?.approvals ?? {}, now);
  const isEmpty = counts.open === 0 && outOfScope === 0;
  const closings = addClosings(runs?.closings ?? NO_CLOSINGS, differences);
  const settles = isEmpty && whole && !all.some(({ held, next }) => held || next.flapping !== null);
  const isClear = settles && runs !== undefined && moment.since !== null && !runs.clear && isHeard(told, all);
  const runsBefore = runsBeforeOf(inputs);
  const open = relevant.filter(({ isWork }) => isWork);
  const isNews = differences.length > 0 || approvals.due.length > 0 || isClear || runsBefore !== undefined;
  return {
    ...{
      differences,
      open,
      counts,
      outOfScope,
      runsBefore,
      approvals: approvals.due,
      isOverview: moment.since === null,
    },
    allClear: isClear ? closings : undefined,
    isWorthTelling: isNews || when === 'always' || when === 'digest' || (when === 'findings' && open.length > 0),
    rows: [...all.flatMap(rowOf), ...supersededBy(facts, told)],
    runs: {
      state: inputs.run?.state ?? runs?.state ?? 'finished',
      why: inputs.run?.why ?? runs?.why ?? '',
      at: now,
      digest: when === 'digest' ? now : (runs?.digest ?? null),
      approvals: approvals.marks,
      clear: settles || (isEmpty && (runs?.clear ?? false)),
      closings: settles ? NO_CLOSINGS : closings,
    },
  };
}

function isBeforeDigest(runs: ToldRuns | undefined, now: string): boolean {
  const last = runs?.digest ?? null;
  return last !== null && -daysUntil(last, now) < DIGEST_DAYS;
}

/** A first run that finished is no news. */
function runsBeforeOf({ run, runs }: TellInputs): Tidings['runsBefore'] {
  const before = runs ?? { state: 'finished' as const, why: '' };
  if (run === undefined || (run.state === before.state && run.why === before.why)) return undefined;
  return { state: before.state, why: before.why };
}

function isHeard(told: ReadonlyMap<string, Told>, all: readonly Difference[]): boolean {
  return all.some(({ next }) => next.heard) || [...told.values()].some(({ heard }) => heard);
}

function addClosings(sum: ToldRuns['closings'], differences: readonly Difference[]): ToldRuns['closings'] {
  const closings = { ...sum };
  for (const { fact, words } of differences)
    if (fact.how !== null && words.includes('resolved')) closings[closedBy(fact.how)] += 1;
  return closings;
}

function rowOf({ fact, before, next }: Difference): Tidings['rows'] {
  return before !== undefined && isSame(before, next) ? [] : [[fact.subject, next]];
}

/** Field by field: of 10,000 rows few change. */
function isSame(before: Told, next: Told): boolean {
  const { flips: was, ...rest } = before;
  const { flips, ...now } = next;
  const values: Readonly<Record<string, unknown>> = rest;
  return was.join() === flips.join() && Object.entries(now).every(([name, value]) => values[name] === value);
}

/** What was told of an endpoint before an exposure was proved there: the exposure takes its place. */
function supersededBy(facts: readonly Fact[], told: ReadonlyMap<string, Told>): Tidings['rows'] {
  const subjects = new Set(facts.map(({ subject }) => subject));
  return facts.flatMap(({ row: { finding }, state }): Tidings['rows'] => {
    const before = told.get(finding.id);
    if (before === undefined || state === 'closed' || before.state === 'closed' || subjects.has(finding.id)) return [];
    return [[finding.id, { ...before, state: 'closed' }]];
  });
}
