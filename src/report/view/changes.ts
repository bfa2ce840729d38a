/** Changes since earlier runs: the lists of a report, and the counts that lead to them. */

import { type Counts, countWords } from '../../domain/counts.ts';
import { isOverdue, type ReportRow } from '../../domain/exposure.ts';
import { LIFECYCLES, type Lifecycle } from '../../domain/finding.ts';
import { compareSeverity } from '../../domain/verdicts.ts';

/** Lists for people. A row may be overdue and changed at once; otherwise each is in one list at most. */
export interface Changes {
  /** Worst first, then the longest overdue. */
  overdue: ReportRow[];
  /** New, changed or back. */
  moved: ReportRow[];
  /** Open work that this run did not see again. */
  silent: ReportRow[];
  closed: ReportRow[];
  leftScope: ReportRow[];
  /** Not seen again, and nothing to do about it. */
  unseen: ReportRow[];
}

const MOVED: readonly Lifecycle[] = ['new', 'changed', 'reopened'];

export function changesOf(rows: readonly ReportRow[]): Changes {
  return {
    overdue: rows.filter(isOverdue).sort(compareOverdue),
    moved: rows.filter((row) => MOVED.some((word) => word === standingOf(row))),
    silent: rows.filter(({ work }) => work === 'unverified'),
    closed: rows.filter(({ work }) => work === 'closed'),
    leftScope: rows.filter(({ work }) => work === 'left-scope'),
    unseen: rows.filter(({ work, seen }) => work === 'informational' && !seen),
  };
}

function compareOverdue({ finding: a }: ReportRow, { finding: b }: ReportRow): number {
  const [one, other] = [a.standing?.due ?? '', b.standing?.due ?? ''];
  return compareSeverity(a.severity, b.severity) || (one < other ? -1 : one > other ? 1 : 0);
}

/** Counts of rows by lifecycle, without declared, out-of-scope and informational ones. */
export function countStandings(rows: readonly ReportRow[]): Counts<Lifecycle> {
  return countWords(LIFECYCLES, rows, standingOf);
}

function standingOf({ work, seen, finding: { lifecycle } }: ReportRow): Lifecycle | null {
  if (work === 'unverified' || work === 'accepted') return work;
  if (work === 'closed') return 'resolved';
  const counts = work === 'open' || (work === 'informational' && seen);
  // Old reports call an unclear answer unverified, also where nothing was exposed.
  return counts && lifecycle !== 'unverified' ? lifecycle : null;
}
