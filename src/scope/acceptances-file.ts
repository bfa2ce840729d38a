/** The text of files of reviewed acceptances to their entries, with the line of everything that is wrong. */

import { formatAddress } from '../domain/address.ts';
import { type ErrorCode, type Problem, SeawallError } from '../domain/errors.ts';
import { compareIntervals, contains, type Interval } from '../domain/interval.ts';
import type { ReviewedAcceptance } from '../domain/review.ts';
import { type LineOf, readDocument } from './document.ts';
import { readRange } from './range.ts';
import type { ScopeSource } from './read.ts';
import { type AcceptanceEntry, acceptancesFile, checkShape } from './schema.ts';

const NEEDS =
  "it needs 'acceptances', as in acceptances: [{ target: 10.0.0.5, reason: SEC-1100, owner: platform, from: 2026-01-01, until: 2026-06-30 }], or []";

interface Entry {
  review: ReviewedAcceptance;
  interval: Interval;
}

/** @throws SeawallError with every problem of every file */
export function parseAcceptances(sources: readonly ScopeSource[]): ReviewedAcceptance[] {
  const problems: Problem[] = [];
  const entries = sources.flatMap((source) => readFileEntries(source, problems));
  problems.push(...findConflicts(entries));
  const [first, ...more] = problems;
  if (first !== undefined) throw new SeawallError([first, ...more]);
  return entries.map(({ review }) => review);
}

function readFileEntries({ file, text }: ScopeSource, problems: Problem[]): Entry[] {
  const report = (code: ErrorCode, line: number, message: string): void =>
    void problems.push({ code, file, line, message });
  const document = readDocument(text, report, NEEDS);
  if (document === undefined) return [];
  const { data, lineOf } = document;
  const shape = checkShape(acceptancesFile, data);
  if ('file' in shape)
    return shape.file.acceptances.flatMap((entry, i) =>
      readEntry(entry, { file, at: ['acceptances', i], lineOf, report }),
    );
  for (const { path, message } of shape.problems)
    report('ACCEPTANCE_SHAPE', lineOf(path), `'${path.join('.') || 'the file'}' ${message}`);
  return [];
}

interface EntryContext {
  file: string;
  at: (string | number)[];
  lineOf: LineOf;
  report: (code: ErrorCode, line: number, message: string) => void;
}

function readEntry(written: AcceptanceEntry, { file, at, lineOf, report }: EntryContext): Entry[] {
  const { target, port, verdict, reason, owner, from, until, recurring = false } = written;
  const line = lineOf(at);
  const latest = yearAfter(from);
  if (until < from)
    report(
      'ACCEPTANCE_DATES',
      lineOf([...at, 'until']),
      `the acceptance of ${target} ends (${until}) before it begins (${from}): correct the dates`,
    );
  else if (until > latest)
    report(
      'ACCEPTANCE_DATES',
      lineOf([...at, 'until']),
      `the acceptance of ${target} lasts from ${from} until ${until}, longer than a year: end it on ${latest} or sooner, and decide anew then`,
    );
  const reading = readRange(target);
  if (!('interval' in reading)) {
    report(reading.code, lineOf([...at, 'target']), reading.message);
    return [];
  }
  const { interval } = reading;
  const { family } = interval;
  const review = {
    target,
    first: formatAddress({ family, value: interval.first }),
    last: formatAddress({ family, value: interval.last }),
    ...(port !== undefined && { port }),
    ...(verdict !== undefined && { verdict }),
    ...{ reason, owner, from, until, recurring, file, line },
  };
  return [{ review, interval }];
}

/** The same day of the next year, or the day before it where that year has no such day. */
function yearAfter(day: string): string {
  return `${Number(day.slice(0, 4)) + 1}${day.endsWith('-02-29') ? '-02-28' : day.slice(4)}`;
}

/**
 * Entries for the same port and verdict, on days that they share, must not name the same addresses; nor may they cross with
 * other terms, because no one could say who answers. One that lies within another is the more specific one.
 */
function findConflicts(entries: readonly Entry[]): Problem[] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = `${entry.review.port ?? ''} ${entry.review.verdict ?? ''}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  return [...groups.values()].flatMap((group) => {
    const sorted = [...group].sort((a, b) => compareIntervals(a.interval, b.interval));
    return sorted.flatMap((earlier, i) => conflictsOf(earlier, sorted.slice(i + 1)));
  });
}

/** @param followers those that begin at the same address or later, in order */
function conflictsOf(one: Entry, followers: readonly Entry[]): Problem[] {
  const problems: Problem[] = [];
  for (const other of followers) {
    if (other.interval.family !== one.interval.family || other.interval.first > one.interval.last) break;
    const [earlier, later] = isWrittenBefore(one.review, other.review) ? [one, other] : [other, one];
    const message = conflictOf(earlier, later);
    const { file, line } = later.review;
    if (message !== undefined) problems.push({ code: 'ACCEPTANCE_CONFLICT', file, line, message });
  }
  return problems;
}

function conflictOf(earlier: Entry, later: Entry): string | undefined {
  const [a, b] = [earlier.review, later.review];
  if (a.until < b.from || b.until < a.from) return undefined;
  const [holds, lies] = [contains(earlier.interval, later.interval), contains(later.interval, earlier.interval)];
  if (holds !== lies) return undefined;
  const isAgreed = termsOf(a) === termsOf(b);
  const where = `${a.file}:${a.line}`;
  if (!holds)
    return isAgreed
      ? undefined
      : `${b.target} crosses ${a.target} of ${where}, with other terms on the same days: write ranges that do not overlap`;
  return isAgreed
    ? `${b.target} is accepted in ${where} already: say it once`
    : `${b.target} is accepted in ${where} with other terms on the same days: keep one, or let it begin when the other has ended`;
}

function termsOf({ reason, owner, from, until, recurring }: ReviewedAcceptance): string {
  return JSON.stringify([reason, owner, from, until, recurring]);
}

/** In one file by the line; of two files the order of their names, which is the same on every machine. */
function isWrittenBefore(a: ReviewedAcceptance, b: ReviewedAcceptance): boolean {
  return a.file === b.file ? a.line <= b.line : a.file < b.file;
}
