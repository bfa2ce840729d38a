/** One scope file: YAML to ranges, with the line of everything that is wrong. */

import { formatAddress, parseAddress } from '../domain/address.ts';
import { DEFAULT_PORTS, portNumbers } from '../domain/control-planes.ts';
import type { ErrorCode, Problem } from '../domain/errors.ts';
import type { Interval } from '../domain/interval.ts';
import { contains, sizeOf } from '../domain/interval.ts';
import type { AuthorizedRange, KnownEndpoint, Vantage } from '../domain/scope.ts';
import { dayOf, isoOf } from '../domain/time.ts';
import { type LineOf, readDocument } from './document.ts';
import { readRange } from './range.ts';
import { checkShape, type ScopeFile, scopeFile } from './schema.ts';
import type { SpecialBlock } from './special.ts';

export interface ScopeSource {
  file: string;
  text: string;
}

/** A range as declared, before exclusions and overlaps. */
export interface Declared {
  range: Omit<AuthorizedRange, 'addresses' | 'endpoints'>;
  interval: Interval;
  ports: number[];
}

/** With the place where it is written. */
export type Written<T> = T & { file: string; line: number };

export interface ReadFile {
  declared: Declared[];
  excluded: { text: string; interval: Interval }[];
  known: KnownEndpoint[];
  /** Of the scope: one file's, or none's. */
  name?: Written<{ name: string }>;
  vantages: Written<Vantage>[];
  problems: Problem[];
}

/** Addresses of the widest IPv6 range: a /112. */
const MAX_V6_ADDRESSES = 65_536n;

export function readScopeFile(
  { file, text }: ScopeSource,
  special: readonly SpecialBlock[],
  now: number,
  ports?: readonly number[],
): ReadFile {
  const result: ReadFile = { declared: [], excluded: [], known: [], vantages: [], problems: [] };
  const report = (code: ErrorCode, line: number, message: string): void =>
    void result.problems.push({ code, file, line, message });
  const document = readDocument(text, report, "it needs 'authorization', 'contact' and 'ranges'");
  if (document === undefined) return result;
  const { lineOf, data } = document;
  const shape = checkShape(scopeFile, data);
  if ('problems' in shape) {
    for (const { path, message } of shape.problems)
      report('SCOPE_SHAPE', lineOf(path), `'${path.join('.') || 'the file'}' ${message}`);
    return result;
  }
  const { name, vantages = [] } = shape.file;
  if (name !== undefined) result.name = { name, file, line: lineOf(['name']) };
  for (const [i, vantage] of vantages.entries())
    result.vantages.push({ ...vantage, file, line: lineOf(['vantages', i]) });
  readRanges(shape.file, { file, lineOf, special, now, ports: portsFor(shape.file, ports), report, result });
  for (const [i, written] of (shape.file.exclude ?? []).entries()) {
    const reading = readRange(written);
    if ('interval' in reading) result.excluded.push({ text: written, interval: reading.interval });
    else report(reading.code, lineOf(['exclude', i]), reading.message);
  }
  for (const [i, { address: written, port, is, reason }] of (shape.file.known ?? []).entries()) {
    const address = parseAddress(written);
    if (address !== undefined)
      result.known.push({ address: formatAddress(address), port, is, reason, file, line: lineOf(['known', i]) });
    else
      report(
        'RANGE_SYNTAX',
        lineOf(['known', i, 'address']),
        `'${written}' is no single address: name one IPv4 or IPv6 address`,
      );
  }
  return result;
}

/** The ports to ask, and those of the file where the command line leaves one of them out. */
interface Ports {
  ports: number[];
  filePorts?: number[];
}

function portsFor(file: ScopeFile, wanted: readonly number[] | undefined): Ports {
  const filePorts = portNumbers(file.ports ?? DEFAULT_PORTS);
  if (wanted === undefined) return { ports: filePorts };
  const ports = portNumbers(wanted);
  return filePorts.every((port) => ports.includes(port)) ? { ports } : { ports, filePorts };
}

interface RangesContext {
  file: string;
  lineOf: LineOf;
  special: readonly SpecialBlock[];
  now: number;
  ports: Ports;
  report: (code: ErrorCode, line: number, message: string) => void;
  result: ReadFile;
}

function readRanges(scope: ScopeFile, context: RangesContext): void {
  const { file, lineOf, special, report, result } = context;
  if (scope.ranges.length === 0)
    report('SCOPE_EMPTY', lineOf(['ranges']), "'ranges' is empty: name the address ranges that may be audited");
  if (scope.authorization !== undefined) checkDates(scope.authorization, lineOf(['authorization']), context);
  for (const [i, entry] of scope.ranges.entries()) {
    const line = lineOf(['ranges', i]);
    if (entry.authorization !== undefined)
      checkDates(entry.authorization, lineOf(['ranges', i, 'authorization']), context);
    const authorization = entry.authorization ?? scope.authorization;
    const owner = entry.owner ?? scope.owner;
    const contact = entry.contact ?? scope.contact;
    const missing = (what: string): string =>
      `${entry.range} has no ${what}: set '${what}' at the range or at the top of the file`;
    if (authorization === undefined) report('AUTHORIZATION_MISSING', line, missing('authorization'));
    if (owner === undefined) report('OWNER_MISSING', line, missing('owner'));
    if (contact === undefined) report('CONTACT_MISSING', line, missing('contact'));
    const reading = readRange(entry.range);
    if (!('interval' in reading)) {
      report(reading.code, lineOf(['ranges', i, 'range']), reading.message);
      continue;
    }
    const { interval } = reading;
    const refusal = refuse(entry.range, interval, special);
    if (refusal !== undefined) report(refusal.code, lineOf(['ranges', i, 'range']), refusal.message);
    else if (authorization !== undefined && owner !== undefined && contact !== undefined) {
      const { ports, filePorts } = context.ports;
      const range = {
        ...{ text: entry.range, file, line, owner, contact, tags: entry.tags ?? [], authorization },
        ...(filePorts && { filePorts }),
      };
      result.declared.push({ range, interval, ports: [...ports] });
    }
  }
}

function refuse(
  text: string,
  interval: Interval,
  special: readonly SpecialBlock[],
): { code: ErrorCode; message: string } | undefined {
  const block = special.find((candidate) => candidate.rule === 'never' && contains(candidate, interval));
  if (block !== undefined)
    return {
      code: 'RANGE_SPECIAL',
      message: `${text} lies in ${block.cidr}, ${block.name}: no host to audit can be there; remove it`,
    };
  if (interval.family === 6 && sizeOf(interval) > MAX_V6_ADDRESSES) {
    return {
      code: 'RANGE_TOO_WIDE',
      message: `${text} is wider than a /112 (65,536 addresses), too many to walk: list the addresses in use, from your inventory or DNS zone`,
    };
  }
  return undefined;
}

function checkDates(
  authorization: NonNullable<ScopeFile['authorization']>,
  line: number,
  { now, report }: RangesContext,
): void {
  const { from, until, reference } = authorization;
  const today = dayOf(isoOf(now));
  if (from > until)
    report(
      'AUTHORIZATION_DATES',
      line,
      `authorisation ${reference} ends (${until}) before it begins (${from}): correct the dates`,
    );
  else if (until < today)
    report(
      'AUTHORIZATION_EXPIRED',
      line,
      `authorisation ${reference} expired on ${until}, and today is ${today} (UTC): have it renewed`,
    );
  else if (from > today)
    report(
      'AUTHORIZATION_NOT_YET',
      line,
      `authorisation ${reference} begins on ${from}, and today is ${today} (UTC): wait, or correct the date`,
    );
}
