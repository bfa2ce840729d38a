/** What is known of one subject of messages today: an exposure, or a finding where there is none. */

import { isExposed, isOpenWork, type ReportRow, rowOfStored } from '../domain/exposure.ts';
import type { ExposureState } from '../domain/finding.ts';
import type { StoredFinding } from '../domain/history.ts';
import type { Told } from '../domain/told.ts';
import { isAtLeast, type Severity, type Verdict } from '../domain/verdicts.ts';

type Said = 'state' | 'how' | 'severity' | 'verdict' | 'product' | 'version' | 'owner' | 'accepted' | 'declared';

export interface Fact extends Pick<Told, Said | 'broken' | 'inScope' | 'due'> {
  /** Exposure id, or finding id. */
  subject: string;
  row: ReportRow;
  /** Whether it is an exposure: anything else is work only while it is seen. */
  isExposure: boolean;
  isWork: boolean;
  overdue: boolean;
  opened: string;
  /** What answers there today, where that is something else. */
  answersAs: Verdict | null;
}

/** What answers today at endpoints where no exposure lives, by finding id. */
export function answersIn(known: readonly StoredFinding[]): Map<string, Verdict> {
  const answering = known.filter(({ state, finding }) => state === 'open' && finding.standing.exposure === undefined);
  return new Map(answering.map(({ finding }) => [finding.id, finding.verdict]));
}

/** @param told where something harmless answers now, it says what was closed */
export function factOf(
  stored: StoredFinding,
  told: ReadonlyMap<string, Told>,
  answers: ReadonlyMap<string, Verdict>,
): Fact {
  const row = rowOfStored(stored);
  const { finding } = stored;
  const { exposure, acceptance, due, overdue, openSince } = finding.standing;
  const subject = exposure?.id ?? finding.id;
  const state = exposure?.state ?? stateOf(row, stored);
  const before = state === 'closed' ? told.get(subject) : undefined;
  const { verdict, severity, product } = exposure ?? before ?? finding;
  const answer = state === 'closed' ? (answers.get(finding.id) ?? finding.verdict) : finding.verdict;
  return {
    ...{ subject, row, state, verdict, severity, product, due, overdue },
    version: exposure?.version ?? before?.version ?? finding.engine?.version ?? '',
    how: exposure?.how ?? null,
    owner: finding.owner,
    accepted: acceptance?.until ?? null,
    declared: finding.declared ?? null,
    broken: stored.broken ?? null,
    inScope: stored.state !== 'out-of-scope',
    isExposure: exposure !== undefined || isExposed(finding),
    isWork: isOpenWork(row),
    opened: exposure?.opened ?? openSince,
    answersAs: answer === verdict ? null : answer,
  };
}

function stateOf({ work }: ReportRow, { state, finding }: StoredFinding): ExposureState {
  if (work === 'closed' || work === 'informational') return 'closed';
  return work === 'unverified' || state === 'unverified' || finding.lifecycle === 'unverified' ? 'unverified' : 'open';
}

/** Whether a receiver hears of it at all: what it heard of once, it hears of to the end. */
export function isRelevant(fact: Fact, before: Told | undefined, from: Severity): boolean {
  if (before?.heard === true || fact.declared !== null || fact.broken !== null) return true;
  return isAtLeast(fact.severity, from) && (fact.isExposure || fact.isWork || before !== undefined);
}
