/** Queries on the history: findings as they stand today. */

import { isExposed, isOverdue, rowOfStored } from '../domain/exposure.ts';
import type { Acceptance, Deadlines, Finding, Lifecycle } from '../domain/finding.ts';
import type { StoredFinding } from '../domain/history.ts';
import { standingReach } from '../domain/reach.ts';
import type { ReviewedAcceptance } from '../domain/review.ts';
import { isAddressText, isPort } from '../domain/shape.ts';
import { compareSeverity, type Severity } from '../domain/verdicts.ts';
import type { Database } from './database.ts';
import { loadDeadlines } from './deadlines.ts';
import { storedDeclaration } from './declared.ts';
import { exposureOf } from './life.ts';
import { loadAcceptances, loadOlder, loadRows } from './load.ts';
import { loadReach, type ReachAt } from './reach.ts';
import { loadRemarks, type RemarksById } from './remarks.ts';
import { loadReviews } from './reviews.ts';
import type { SqlValue } from './row-text.ts';
import {
  type AcceptedFinding,
  acceptedWord,
  asReviewed,
  coveringAcceptance,
  type Returns,
  reviewedAcceptance,
  standingOf,
} from './standing.ts';
import { briefExposure, type StoredExposure } from './stored-exposure.ts';
import type { StoredRow } from './stored-row.ts';
import { briefFinding } from './stored-sighting.ts';

export interface FindingQuery {
  /** ISO time that ages are counted to. */
  now: string;
  /** Those of the runs, unless others are given. */
  deadlines?: Deadlines;
  filter?: FindingFilter;
  /** Without the details of sightings, which are large. */
  brief?: true;
}

/** Which findings: all that fit every part that is given. */
export interface FindingFilter {
  vantage?: string;
  /** The key of a scope: what it names, or named. */
  scope?: string;
  /** Open or unverified, in the scope or not. */
  unresolved?: true;
  /** Without endpoints that never were an exposure, and answer no longer. */
  withoutGone?: true;
  /** Severities, of which one is enough. */
  severities?: readonly Severity[];
  idPrefix?: string;
  address?: string;
  port?: number;
}

/**
 * A finding for each exposure, living or closed, and one for each endpoint that is, or last was, another thing: overdue
 * first, then worst, then oldest.
 */
export function listFindings(db: Database, query: FindingQuery): StoredFinding[] {
  const { filter = {} } = query;
  const { sql, values } = conditionOf(filter);
  const older = filter.unresolved === true ? [] : loadOlder(db, sql, ...values);
  const accepted = new Map(loadAcceptances(db, filter.vantage).map((entry) => [entry.findingId, entry]));
  const deadlinesOf = query.deadlines === undefined ? loadDeadlines(db) : () => query.deadlines ?? {};
  const reachAt = loadReach(db, Date.parse(query.now));
  const reviews = loadReviews(db);
  const remarks = loadRemarks(db, filter.vantage);
  const todayOf = ({ exposure, id }: StoredRow): Today => ({
    ...query,
    deadlines: deadlinesOf(exposure?.number),
    accepted: accepted.get(id),
    reviews: reviews.of(exposure?.number),
    returns: reviews.returns,
    remarks,
    reachAt,
  });
  return [
    ...loadRows(db, sql, ...values).flatMap((row) => storedOf(row, todayOf(row))),
    ...older.flatMap((row) => (row.exposure ? [storedExposure(row, row.exposure, todayOf(row))] : [])),
  ]
    .filter(({ state, finding: { severity, standing } }) => {
      const isOver = state === 'resolved';
      if (isOver && (filter.unresolved === true || (filter.withoutGone === true && standing.exposure === undefined)))
        return false;
      return filter.severities === undefined || filter.severities.includes(severity);
    })
    .sort(compareUrgency);
}

/** What is no exposure belongs to the scope of the run that last told of it. */
const OF_SCOPE = `EXISTS (SELECT 1 FROM scopes k WHERE k.key = ? AND iif(e.number IS NULL, r.scope = k.number,
  EXISTS (SELECT 1 FROM namings n WHERE n.exposure = e.number AND n.scope = k.number)))`;

function conditionOf({ vantage, scope, idPrefix, address, port }: FindingFilter): { sql: string; values: SqlValue[] } {
  const parts: [sql: string, ...values: SqlValue[]][] = [];
  if (vantage !== undefined) parts.push(['f.vantage = ?', vantage]);
  if (scope !== undefined) parts.push([OF_SCOPE, scope]);
  if (idPrefix !== undefined) parts.push(['substr(f.id, 1, ?) = ?', idPrefix.length, idPrefix]);
  if (address !== undefined) parts.push(['f.address = ?', address]);
  if (port !== undefined) parts.push(['f.port = ?', port]);
  return {
    sql: parts.length === 0 ? '1' : parts.map(([sql]) => sql).join(' AND '),
    values: parts.flatMap(([, ...values]) => values),
  };
}

/** What holds for a row today. */
export interface Today extends Pick<FindingQuery, 'now' | 'brief'> {
  deadlines: Deadlines;
  accepted: AcceptedFinding | undefined;
  reviews: readonly ReviewedAcceptance[];
  returns: Returns;
  remarks: RemarksById;
  reachAt?: ReachAt;
}

/** Whether a decoy is as it was declared shows in its details alone. */
function isBrief({ declared }: StoredRow, { brief }: Today): boolean {
  return brief === true && declared === null;
}

/** The exposure of a row, and the endpoint's own answer where it is another thing. */
function storedOf(row: StoredRow, today: Today): StoredFinding[] {
  const { exposure } = row;
  if (exposure === undefined) return [storedAnswer(row, today)];
  const found = storedExposure(row, exposure, today);
  const isElse = exposure.state === 'closed' && row.answers && !isExposed(row);
  return isElse ? [found, storedAnswer(row, today)] : [found];
}

/** @param row its endpoint */
export function storedExposure(row: StoredRow, exposure: StoredExposure, today: Today): StoredFinding {
  const last = isBrief(row, today) ? briefExposure(exposure, row) : exposure.sighting();
  const isOver = exposure.state === 'closed';
  const living = exposure.state === 'unverified' ? exposure.state : 'open';
  const state = isOver ? 'resolved' : exposure.inScope ? living : 'out-of-scope';
  const acceptance = isOver ? null : acceptanceOf(row, exposure, today);
  const lifecycle = isOver ? 'resolved' : wordToday(row.lifecycle, acceptance);
  return finish(row, today, { state, last, lifecycle, acceptance, openSince: exposure.opened, exposure });
}

/** By a command, or else by a reviewed file. */
function acceptanceOf(row: StoredRow, exposure: StoredExposure, today: Today): Acceptance | null {
  const { severity, product, id } = exposure;
  const own = coveringAcceptance(today.accepted, { severity, product, exposure: id }, today.now);
  return own ?? reviewedAcceptance(today.reviews, asReviewed(exposure, today.returns), row, today.now);
}

function storedAnswer(row: StoredRow, today: Today): StoredFinding {
  const last = isBrief(row, today) ? briefFinding(row) : row.last();
  const { severity, product, since } = row;
  const acceptance = coveringAcceptance(today.accepted, { severity, product, exposure: null }, today.now);
  const lifecycle = row.lifecycle === 'resolved' ? 'persisting' : wordToday(row.lifecycle, acceptance);
  return finish(row, today, {
    state: row.answers ? 'open' : 'resolved',
    last,
    lifecycle,
    acceptance,
    openSince: since,
  });
}

interface Finished {
  state: StoredFinding['state'];
  last: Finding;
  lifecycle: Lifecycle | null;
  acceptance: Acceptance | null;
  openSince: string;
  exposure?: StoredExposure;
}

function finish(
  row: StoredRow,
  { now, deadlines, remarks, reachAt }: Today,
  { state, last, exposure, ...told }: Finished,
): StoredFinding {
  const declaration = state === 'resolved' ? undefined : storedDeclaration(last, row.declared);
  const asDeclared = declaration !== undefined && 'declared' in declaration;
  const standing = standingOf({
    openSince: told.openSince,
    at: exposure?.closed ?? now,
    severity: last.severity,
    changes: [],
    acceptance: told.acceptance,
    deadlines,
    pressing: (state === 'open' || state === 'unverified') && !asDeclared,
    remarks: remarks.get(exposure?.id ?? row.id),
    ...(exposure && { exposure: exposureOf(exposure) }),
  });
  const known = exposure === undefined || state === 'resolved' ? undefined : reachAt?.(last.address, last.port);
  const reach = known && standingReach(known.place, known.isNewlyFiltered);
  if (reach !== undefined) standing.reach = reach;
  const finding = { ...last, lifecycle: told.lifecycle, standing, firstSeen: row.firstSeen };
  if (asDeclared) finding.declared = declaration.declared;
  const broken = declaration !== undefined && 'broken' in declaration ? declaration.broken : undefined;
  const stored: StoredFinding = { state, lastRun: row.run, finding, ...(broken && { broken }) };
  // Copies would cost a list of 10,000 a third of its time.
  standing.overdue = isOverdue(rowOfStored(stored));
  return stored;
}

/** The word of the last run, unless the finding was accepted since, or the acceptance ended. */
function wordToday(word: Lifecycle | null, acceptance: Acceptance | null): Lifecycle | null {
  if (acceptance !== null) return acceptedWord(word);
  return word === 'accepted' ? 'persisting' : word;
}

/** Overdue first, then worst, then oldest. */
export function compareUrgency({ finding: a }: StoredFinding, { finding: b }: StoredFinding): number {
  if (a.standing.overdue !== b.standing.overdue) return a.standing.overdue ? -1 : 1;
  const severity = compareSeverity(a.severity, b.severity);
  if (severity !== 0) return severity;
  const since = a.standing.openSince < b.standing.openSince ? -1 : a.standing.openSince > b.standing.openSince ? 1 : 0;
  return since || (a.id < b.id ? -1 : 1);
}

/**
 * Addresses and ports of exposures that live in the view of a vantage, open ones first; then of those in the view of others.
 * A place may be there twice.
 */
export function listOpenEndpoints(
  db: Database,
  vantage: string,
  limit: number,
  others: readonly string[] = [],
): { address: string; port: number }[] {
  const rows = db.all(
    `SELECT f.address, f.port FROM exposures e JOIN findings f ON f.number = e.finding
     WHERE f.vantage IN (SELECT value FROM json_each(?2)) AND e.state <> 'closed'
     ORDER BY f.vantage <> ?1, e.state, e.number LIMIT ?3`,
    vantage,
    JSON.stringify([vantage, ...others]),
    limit,
  );
  // What is no endpoint is said where the row is read as a whole.
  return rows.flatMap(({ address, port }) => (isAddressText(address) && isPort(port) ? [{ address, port }] : []));
}
