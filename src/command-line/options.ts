/** Option texts to values: each parser names what it takes, so that a mistake explains itself. */

import { CONTROL_PLANES, portNumbers } from '../domain/control-planes.ts';
import { VANTAGE_NAME } from '../domain/scope.ts';
import { dayIn } from '../domain/time.ts';
import { SEVERITIES, type Severity } from '../domain/verdicts.ts';

/** A value that an option refuses; the message says what is wanted. */
export class OptionError extends Error {}

export function parseCount(text: string): number {
  if (!/^\d{1,15}$/.test(text) || Number(text) < 1) throw new OptionError('a whole number from 1 up is wanted.');
  return Number(text);
}

export function parseNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new OptionError('a whole number from 0 up is wanted.');
  return Number(text);
}

/** Per second; infinite for no limit, because commander takes null for a missing value. */
export function parseRate(text: string): number {
  if (text === 'max') return Number.POSITIVE_INFINITY;
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1)
    throw new OptionError("a whole number per second is wanted, or 'max'.");
  return Number(text);
}

export function parsePercent(text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value > 100) throw new OptionError('a percentage from 0 to 100 is wanted.');
  return value;
}

/** A list of numbers, or the word for the ports of control planes. */
export function parsePorts(text: string): number[] {
  if (text === CONTROL_PLANES) return portNumbers(text);
  const ports = text.split(',').map((part) => (/^\d{1,5}$/.test(part.trim()) ? Number(part) : 0));
  if (ports.some((port) => port < 1 || port > 65_535))
    throw new OptionError('ports from 1 to 65535 are wanted, with commas between them: 2375,2376.');
  return [...new Set(ports)].sort((a, b) => a - b);
}

/** `i/n`: shard i of n, counted from 1. */
export function parseShard(text: string): { index: number; count: number } {
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(text);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (!(index >= 1 && index <= count)) throw new OptionError('i/n is wanted, with i from 1 to n: 1/4.');
  return { index, count };
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** `90s`, `30m`, `8h` in milliseconds. */
export function parseDuration(text: string): number {
  const match = /^(\d{1,6})([smh])$/.exec(text);
  const unit = UNITS[match?.[2] ?? ''];
  if (match === null || unit === undefined || Number(match[1]) < 1)
    throw new OptionError('a duration is wanted: 90s, 30m or 8h.');
  return Number(match[1]) * unit;
}

export function parseSeverity(text: string): Severity | 'none' {
  const severity = [...SEVERITIES, 'none' as const].find((word) => word === text);
  if (severity === undefined) throw new OptionError(`one of ${SEVERITIES.join(', ')} or none is wanted.`);
  return severity;
}

export function parseVantage(text: string): string {
  if (!VANTAGE_NAME.test(text))
    throw new OptionError('letters, digits, dots, hyphens and underscores are wanted, 64 at most.');
  return text;
}

/** As Shadowserver's readers take it in a file name. */
export function parseOrg(text: string): string {
  if (text.length > 64 || !/^\w+(?:-\w+)*$/.test(text))
    throw new OptionError('letters, digits and underscores are wanted, with hyphens between them, 64 at most.');
  return text;
}

/** `90` or `90d`. */
export function parseDays(text: string): number {
  const days = /^(\d{1,5})d?$/.exec(text)?.[1];
  if (days === undefined) throw new OptionError('a number of days is wanted: 90.');
  return Number(days);
}

/** A day of the calendar, `YYYY-MM-DD`. */
export function parseDay(text: string): string {
  if (dayIn(text) !== text) throw new OptionError('a day of the calendar is wanted: 2026-12-31.');
  return text;
}

/** The same as `parseLine`, or empty for nothing. */
export function parseLineOrNone(text: string): string {
  return text.trim() === '' ? '' : parseLine(text);
}

/** Printable text on one line, 500 characters at most. */
export function parseLine(text: string): string {
  const line = text.trim();
  if (line === '' || line.length > 500 || /\p{C}/u.test(line))
    throw new OptionError('a line of printable text is wanted, 500 characters at most.');
  return line;
}
