/** Reminders before a day: each mark is told once, by the first run at or past it; marks passed together are one. */

import { DAY_MS, dayIn } from '../domain/time.ts';

/** Days before the end of an acceptance. */
export const ACCEPTANCE_MARKS: readonly number[] = [14, 3, 0];
/** Days before the end of an approval. */
const APPROVAL_MARKS: readonly number[] = [30, 7, 1];
/** Days before a deadline; a deadline that passed has the mark `PASSED`. */
const DEADLINE_MARKS: readonly number[] = [2];
export const PASSED = -1;

/** Whole days from today until a day; below zero when it is over. Both are days, or times as `isoOf` writes them. */
export function daysUntil(day: string, now: string): number {
  return Math.round((Date.parse(day.slice(0, 10)) - Date.parse(now.slice(0, 10))) / DAY_MS);
}

/** The smallest mark that is reached; null before the first. */
export function markReached(day: string, now: string, marks: readonly number[]): number | null {
  const left = daysUntil(day, now);
  const reached = marks.filter((mark) => left <= mark);
  return reached.length === 0 ? null : Math.min(...reached);
}

export function deadlineMark(due: string, now: string, overdue: boolean): number | null {
  return overdue ? PASSED : markReached(due, now, DEADLINE_MARKS);
}

/** Whether a mark is one that was not told yet. */
export function isFurther(mark: number | null, told: number | null | undefined): mark is number {
  return mark !== null && (told === null || told === undefined || mark < told);
}

/** An approval by its reference, and its last day. */
export interface Approval {
  reference: string;
  until: string;
}

/** Approvals that are to be told of, and the marks of all that end soon. */
export function approvalReminders(
  approvals: readonly Approval[],
  told: Readonly<Record<string, number>>,
  now: string,
): { due: Approval[]; marks: Record<string, number> } {
  const due: Approval[] = [];
  // Approvals of other files stay told.
  const marks = Object.fromEntries(Object.entries(told).filter(([key]) => !isLongOver(key, now)));
  for (const approval of approvals) {
    const key = `${approval.reference} ${approval.until}`;
    const mark = markReached(approval.until, now, APPROVAL_MARKS);
    if (!isFurther(mark, Object.hasOwn(marks, key) ? marks[key] : undefined)) continue;
    marks[key] = mark;
    due.push(approval);
  }
  return { due, marks };
}

const FORGOTTEN_DAYS = 90;

function isLongOver(key: string, now: string): boolean {
  const until = dayIn(key.slice(key.lastIndexOf(' ') + 1));
  return until === undefined || daysUntil(until, now) < -FORGOTTEN_DAYS;
}
