/** Time: clocks, and moments as text. Text is ISO 8601 in UTC; days are `YYYY-MM-DD`; durations are milliseconds. */

/** A source of time; passed in, so that tests can stop it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}

/** A clock that also measures durations. */
export interface Timer extends Clock {
  /** Milliseconds from an arbitrary start; never goes back when the time of day is set. */
  ticks(): number;
}

export const DAY_MS = 86_400_000;

/** `2026-03-01T02:03:04.567Z` of milliseconds since 1970. */
export function isoOf(time: number): string {
  return new Date(time).toISOString();
}

/** The moment that a clock shows. */
export function isoNow(clock: Clock): string {
  return isoOf(clock.now());
}

/** A moment as `isoOf` writes it, on a day that every month has: it needs no parser, which takes most of the time of a reader. */
const WRITTEN_MOMENT = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** Whether text is a time in ISO 8601. */
export function isMomentText(text: string): boolean {
  return WRITTEN_MOMENT.test(text) || millisecondsOf(text) !== undefined;
}

/** The moment as `isoOf` writes it, or undefined for what is no time in ISO 8601. */
export function canonicalMoment(text: string): string | undefined {
  if (WRITTEN_MOMENT.test(text)) return text;
  const time = millisecondsOf(text);
  return time === undefined ? undefined : isoOf(time);
}

/** Milliseconds since 1970, or undefined for what is no time in ISO 8601. */
export function millisecondsOf(iso: string): number | undefined {
  const time = Date.parse(iso);
  return Number.isFinite(time) && /^\d{4}-/.test(iso) ? time : undefined;
}

/** `YYYY-MM-DD` of a moment or a day, `days` later. @throws RangeError for what is no time */
export function dayOf(iso: string, days = 0): string {
  return isoOf(Date.parse(iso) + days * DAY_MS).slice(0, 10);
}

/** The same of text that may be no time: undefined then. */
export function dayIn(text: string): string | undefined {
  return canonicalMoment(text)?.slice(0, 10);
}

/** Days from one moment to another, with their fraction; 0 where the second is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.max(0, (Date.parse(to) - Date.parse(from)) / DAY_MS);
}
