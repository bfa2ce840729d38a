/** Figures of each owner: exposures opened and closed, how long that took, and what is overdue. */

import { type ClosedBy, closedBy } from './closing.ts';
import type { Counts } from './counts.ts';
import { isOpenWork, isOverdue, rowOfStored } from './exposure.ts';
import type { Deadlines } from './finding.ts';
import { groupBy } from './group.ts';
import type { StoredFinding } from './history.ts';
import { dayOf, daysBetween } from './time.ts';

export interface OwnerFigures {
  owner: string;
  /** Exposures that opened in the time that was asked for. */
  opened: number;
  /** Exposures that closed in it, by what that rests on. */
  closed: Counts<ClosedBy>;
  /** Open work today, and the part of it that is past its deadline. */
  open: number;
  overdue: number;
  /** Of those closed by proof, days from opening to closing, with their fraction; null without one. */
  meanDaysToClose: number | null;
  p90DaysToClose: number | null;
  /** Of those closed by proof that had a deadline, the share (0 to 1) that was closed by its day; null without one. */
  withinDeadline: number | null;
}

export interface FiguresOptions {
  deadlines: Deadlines;
  /** A day: exposures that opened or closed earlier are not counted as opened or closed. */
  since?: string;
}

/** One entry for each owner, by name. Takes all findings, closed ones too; counts exposures, and other open work as open. */
export function ownerFigures(findings: readonly StoredFinding[], options: FiguresOptions): OwnerFigures[] {
  return [...groupBy(findings, ({ finding }) => finding.owner)]
    .map(([owner, own]) => figuresOf(owner, own, options))
    .sort((a, b) => (a.owner < b.owner ? -1 : 1));
}

function figuresOf(
  owner: string,
  findings: readonly StoredFinding[],
  { deadlines, since = '' }: FiguresOptions,
): OwnerFigures {
  const rows = findings.map(rowOfStored);
  const figures = { opened: 0, closed: { proof: 0, silence: 0, person: 0 } };
  const days: number[] = [];
  const kept: boolean[] = [];
  for (const { exposure } of findings.map(({ finding }) => finding.standing)) {
    if (exposure === undefined) continue;
    const { opened, closed, how, severity } = exposure;
    if (opened.slice(0, 10) >= since) figures.opened += 1;
    if (closed === null || how === null || closed.slice(0, 10) < since) continue;
    const by = closedBy(how);
    figures.closed[by] += 1;
    if (by !== 'proof') continue;
    days.push(daysBetween(opened, closed));
    const limit = deadlines[severity];
    if (limit !== undefined) kept.push(dayOf(closed) <= dayOf(opened, limit));
  }
  return {
    owner,
    ...figures,
    open: rows.filter(isOpenWork).length,
    overdue: rows.filter(isOverdue).length,
    meanDaysToClose: mean(days),
    p90DaysToClose: percentile(days, 90),
    withinDeadline: mean(kept.map(Number)),
  };
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** By nearest rank: a value that occurred. */
function percentile(values: readonly number[], percent: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? null;
}
