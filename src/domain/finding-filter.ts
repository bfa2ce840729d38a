/** Which of the findings that history knows: a pure choice among them, and their order. */

import { comparePlaces, type PlacePattern } from './address.ts';
import { isOverdue, rowOfStored } from './exposure.ts';
import type { Closing } from './finding.ts';
import type { StoredFinding } from './history.ts';
import { holdsAddress, type Interval } from './interval.ts';
import type { Reach } from './reach.ts';
import { compareSeverity, isAtLeast, type Severity } from './verdicts.ts';

/** What a person may ask for as `--state`. `unresolved` is the default: open or unverified. */
export const ASKED_STATES = [
  'unresolved',
  'open',
  'unverified',
  'closed',
  'out-of-scope',
  'accepted',
  'declared',
  'overdue',
  'all',
] as const;
export type AskedState = (typeof ASKED_STATES)[number];

/** All that is given must fit. */
export interface FindingCriteria {
  state: AskedState;
  address?: PlacePattern;
  range?: Interval;
  owner?: string;
  vantage?: string;
  /** From where strangers get to it. */
  reach?: Reach;
  product?: string;
  /** The whole version of the product, or its first parts: `20.10` is also `20.10.24`. */
  productVersion?: string;
  how?: Closing;
  /** A day: opened or closed on it, or later. */
  since?: string;
  /** This severity or worse. */
  severity?: Severity;
  verdict?: string;
  /** Open for more than so many days. */
  olderThan?: number;
}

export function filterFindings(findings: readonly StoredFinding[], criteria: FindingCriteria): StoredFinding[] {
  return findings.filter((stored) => isInState(stored, criteria.state) && fits(stored, criteria));
}

function fits(stored: StoredFinding, criteria: FindingCriteria): boolean {
  const { finding } = stored;
  const { exposure, daysOpen } = finding.standing;
  const { address, range, owner, vantage, reach, product, productVersion, how } = criteria;
  const { since, severity, verdict, olderThan } = criteria;
  return (
    (address === undefined || isAt(finding, address)) &&
    (range === undefined || holdsAddress(range, finding.address)) &&
    (owner === undefined || finding.owner === owner) &&
    (vantage === undefined || finding.vantage === vantage) &&
    (reach === undefined || finding.standing.reach?.word === reach) &&
    (product === undefined || productOf(stored) === product) &&
    (productVersion === undefined || beginsVersion(versionOf(stored), productVersion)) &&
    (how === undefined || exposure?.how === how) &&
    (since === undefined || isSince(stored, since)) &&
    (severity === undefined || isAtLeast(finding.severity, severity)) &&
    (verdict === undefined || finding.verdict === verdict) &&
    (olderThan === undefined || daysOpen > olderThan)
  );
}

function isAt(place: { address: string; port: number }, { address, port }: PlacePattern): boolean {
  return place.address === address && (port === undefined || place.port === port);
}

/** Of the exposure, where there is one: what answers now may be something else. */
export function productOf({ finding: { product, standing } }: StoredFinding): string {
  return standing.exposure?.product ?? product;
}

function versionOf({ finding: { engine, standing } }: StoredFinding): string {
  return standing.exposure?.version ?? engine?.version ?? '';
}

function beginsVersion(version: string, wanted: string): boolean {
  return version === wanted || (version.startsWith(wanted) && /^[.+~-]/.test(version.slice(wanted.length)));
}

function isSince({ finding: { standing } }: StoredFinding, day: string): boolean {
  const { exposure, openSince } = standing;
  return [exposure?.opened ?? openSince, exposure?.closed ?? ''].some((moment) => moment.slice(0, 10) >= day);
}

/** Whether a finding is in a state that a person asks for; one finding may be in several. */
export function isInState(stored: StoredFinding, wanted: AskedState): boolean {
  const { state } = stored;
  const row = rowOfStored(stored);
  switch (wanted) {
    case 'all':
      return true;
    case 'unresolved':
      return (state === 'open' || state === 'unverified') && row.work !== 'closed';
    case 'unverified':
      return state === 'unverified' || row.work === 'unverified';
    case 'closed':
      return row.work === 'closed';
    case 'accepted':
    case 'declared':
      return row.work === wanted;
    case 'overdue':
      return isOverdue(row);
    case 'open':
      return state === 'open' && row.work !== 'closed';
    case 'out-of-scope':
      return state === 'out-of-scope';
  }
}

/** `urgency`: overdue first, then worst, then oldest; the order in which history lists them. */
export const FINDING_ORDERS = ['urgency', 'age', 'due', 'address', 'severity', 'owner'] as const;
export type FindingOrder = (typeof FINDING_ORDERS)[number];

/**
 * A new list; what an order does not tell apart stays as it was.
 * @param findings in the order in which history lists them
 */
export function sortFindings(findings: readonly StoredFinding[], order: FindingOrder): StoredFinding[] {
  if (order === 'urgency') return [...findings];
  const compare = COMPARE[order];
  return [...findings].sort((a, b) => compare(a.finding, b.finding));
}

type Compared = StoredFinding['finding'];

const COMPARE: Readonly<Record<Exclude<FindingOrder, 'urgency'>, (a: Compared, b: Compared) => number>> = {
  age: (a, b) => compareTexts(a.standing.openSince, b.standing.openSince),
  due: (a, b) => compareTexts(a.standing.due ?? '9999', b.standing.due ?? '9999'),
  address: comparePlaces,
  severity: (a, b) => compareSeverity(a.severity, b.severity) || comparePlaces(a, b),
  owner: (a, b) => compareTexts(a.owner, b.owner) || compareSeverity(a.severity, b.severity),
};

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
