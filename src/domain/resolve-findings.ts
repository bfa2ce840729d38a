/**
 * The findings that a person means by a word: the id of a finding or of an exposure, or the beginning of one, a place
 * (`address[:port]`), or a range. What could mean several things is refused, with the list of what it could mean.
 */

import { formatHostPort, formatPlace, parsePlace } from './address.ts';
import { SeawallError } from './errors.ts';
import type { StoredFinding } from './history.ts';
import { holdsAddress, type Interval, readInterval } from './interval.ts';

export interface Meaning {
  /** An address stands for all of its ports. */
  allPorts?: boolean;
  /** An endpoint stands for the views from all vantages. */
  allVantages?: boolean;
  /** A CIDR block or first-last stands for all that lies in it, on every port. */
  ranges?: boolean;
}

/** Meanings of an ambiguous word that are listed. */
const MAX_LISTED = 10;

/**
 * One stored finding for each that is meant, in the order of the words. Where an endpoint had several exposures, its id or
 * its place means what is there now, or else the one that closed last; an exposure's id means that one.
 * @throws SeawallError FINDING_NOT_FOUND, FINDING_AMBIGUOUS, or that of a malformed range
 */
export function resolveFindings(
  words: readonly string[],
  findings: readonly StoredFinding[],
  meaning: Meaning = {},
): StoredFinding[] {
  return distinct(words.flatMap((word) => resolveWord(word, findings, meaning)));
}

/** Each once, in the order of the first. */
export function distinct(findings: readonly StoredFinding[]): StoredFinding[] {
  return [...new Map(findings.map((stored) => [keyOf(stored), stored])).values()];
}

function resolveWord(word: string, findings: readonly StoredFinding[], meaning: Meaning): StoredFinding[] {
  const place = parsePlace(word);
  if (place !== undefined) {
    const { address, port } = place;
    const there = findings.filter(
      ({ finding }) => finding.address === address && (port === undefined || finding.port === port),
    );
    if (there.length === 0) throw notFound(`at ${formatPlace(place)}`);
    return unambiguous(word, currentOf(there), meaning);
  }
  const interval = rangeOf(word);
  if (interval === undefined) return resolveId(word, findings);
  if (meaning.ranges !== true)
    throw new SeawallError({ code: 'USAGE', message: `'${shorten(word)}' is a range, and one finding is wanted here` });
  const inside = findings.filter(({ finding }) => holdsAddress(interval, finding.address));
  if (inside.length === 0) throw notFound(`in ${shorten(word)}`);
  return unambiguous(word, currentOf(inside), { ...meaning, allPorts: true });
}

function resolveId(word: string, findings: readonly StoredFinding[]): StoredFinding[] {
  const begins = (id: string | undefined): boolean => word !== '' && id?.startsWith(word) === true;
  const named = [
    ...currentOf(findings.filter(({ finding }) => begins(finding.id))),
    ...findings.filter(({ finding }) => begins(finding.standing.exposure?.id)),
  ];
  const [first] = named;
  if (first === undefined) throw notFound(`'${shorten(word)}'`);
  if (named.length > 1) throw ambiguous(`'${shorten(word)}' begins several ids: give more of it`, named);
  return [first];
}

function unambiguous(word: string, found: StoredFinding[], { allPorts, allVantages }: Meaning): StoredFinding[] {
  const ports = new Set(found.map(({ finding }) => finding.port));
  const vantages = new Set(found.map(({ finding }) => finding.vantage));
  const options = [
    ...(ports.size > 1 && allPorts !== true ? ['--all-ports'] : []),
    ...(vantages.size > 1 && allVantages !== true ? ['--all-vantages'] : []),
  ];
  if (options.length === 0) return found;
  throw ambiguous(`'${shorten(word)}' could mean several: name one by its id, or say ${options.join(' and ')}`, found);
}

/** Of each endpoint, what it is today. */
function currentOf(findings: readonly StoredFinding[]): StoredFinding[] {
  const byEndpoint = new Map<string, StoredFinding>();
  for (const stored of findings) {
    const known = byEndpoint.get(stored.finding.id);
    if (known === undefined || rankOf(stored) > rankOf(known)) byEndpoint.set(stored.finding.id, stored);
  }
  return [...byEndpoint.values()];
}

/** Higher for what is nearer to now: a living exposure, then an answer without one, then the exposure that closed last. */
function rankOf({ state, finding: { standing } }: StoredFinding): string {
  const { exposure } = standing;
  if (exposure !== undefined && exposure.state !== 'closed') return '3';
  return state === 'resolved' || exposure !== undefined ? `1 ${exposure?.closed ?? standing.openSince}` : '2';
}

function keyOf({ finding }: StoredFinding): string {
  return `${finding.id} ${finding.standing.exposure?.id ?? ''}`;
}

/** @throws SeawallError for what is meant as a range and is none */
function rangeOf(word: string): Interval | undefined {
  if (!/[/-]/.test(word)) return undefined;
  const reading = readInterval(word);
  if ('interval' in reading) return reading.interval;
  throw new SeawallError(reading);
}

function notFound(what: string): SeawallError {
  const message = `no finding ${what}: 'seawall findings --state all' lists all, with their ids; 'seawall audit' finds new ones`;
  return new SeawallError({ code: 'FINDING_NOT_FOUND', message });
}

function ambiguous(message: string, found: readonly StoredFinding[]): SeawallError {
  const listed = found.slice(0, MAX_LISTED).map(({ state, finding }) => {
    const { id, address, port, vantage, severity, standing } = finding;
    return `${standing.exposure?.id ?? id} is ${formatHostPort(address, port)} from ${vantage} (${severity}, ${state})`;
  });
  const more = found.length > MAX_LISTED ? [`and ${found.length - MAX_LISTED} more`] : [];
  return new SeawallError({ code: 'FINDING_AMBIGUOUS', message: `${message}: ${[...listed, ...more].join('; ')}` });
}

function shorten(word: string): string {
  return word.slice(0, 60);
}
