/** Queries on the history: findings as they stand today, and the timeline of one of them. */

import { SeawallError } from '../domain/errors.ts';
import { isOverdue, rowOfStored } from '../domain/exposure.ts';
import type { Acceptance, Deadlines, Lifecycle } from '../domain/finding.ts';
import type { StoredFinding, TimelineEntry } from '../domain/history.ts';
import { isAddressText, isMoment, isPort } from '../domain/shape.ts';
import { compareSeverity, type Severity } from '../domain/verdicts.ts';
import type { Database } from './database.ts';
import { storedDeclaration } from './declared.ts';
import { loadAcceptances, loadRows } from './load.ts';
import type { SqlRow, SqlValue } from './row-text.ts';
import { type AcceptedFinding, acceptedWord, coveringAcceptance, standingOf } from './standing.ts';
import type { StoredRow } from './stored-row.ts';

export interface FindingQuery {
  /** ISO time that ages are counted to. */
  now: string;
  deadlines: Deadlines;
  filter?: FindingFilter;
}

/** Which findings: all that fit every part that is given. */
export interface FindingFilter {
  vantage?: string;
  /** Open or unverified, in the scope or not. */
  unresolved?: true;
  /** Severities, of which one is enough. */
  severities?: readonly Severity[];
  idPrefix?: string;
  address?: string;
  port?: number;
}

/** Overdue first, then worst, then oldest. */
export function listFindings(db: Database, { now, deadlines, filter = {} }: FindingQuery): StoredFinding[] {
  const { sql, values } = conditionOf(filter);
  const { severities } = filter;
  const rows = loadRows(db, sql, ...values).filter(
    ({ past }) => severities === undefined || severities.includes(past.last.severity),
  );
  const vantages = [...new Set(rows.map(({ vantage }) => vantage))];
  const accepted = new Map(
    vantages.flatMap((vantage) => loadAcceptances(db, vantage)).map((entry) => [entry.findingId, entry]),
  );
  return rows.map((row) => toStored(row, accepted.get(row.id), now, deadlines)).sort(compareUrgency);
}

function conditionOf({ vantage, unresolved, idPrefix, address, port }: Omit<FindingFilter, 'severities'>): {
  sql: string;
  values: SqlValue[];
} {
  const parts: [sql: string, ...values: SqlValue[]][] = [];
  if (vantage !== undefined) parts.push(['f.vantage = ?', vantage]);
  if (unresolved === true) parts.push([`f.state <> 'resolved'`]);
  if (idPrefix !== undefined) parts.push(['substr(f.id, 1, ?) = ?', idPrefix.length, idPrefix]);
  if (address !== undefined) parts.push(['f.address = ?', address]);
  if (port !== undefined) parts.push(['f.port = ?', port]);
  return {
    sql: parts.length === 0 ? '1' : parts.map(([sql]) => sql).join(' AND '),
    values: parts.flatMap(([, ...values]) => values),
  };
}

function toStored(
  row: StoredRow,
  accepted: AcceptedFinding | undefined,
  now: string,
  deadlines: Deadlines,
): StoredFinding {
  const { past } = row;
  const { severity } = past.last;
  const state = past.state !== 'resolved' && !past.inScope ? 'out-of-scope' : past.state;
  const acceptance = coveringAcceptance(accepted, severity, now);
  const declaration = storedDeclaration(past.last, row.declared);
  const asDeclared = declaration !== undefined && 'declared' in declaration;
  const standing = standingOf({
    openSince: past.openSince,
    at: state === 'resolved' ? (past.resolvedAt ?? now) : now,
    severity,
    changes: [],
    acceptance,
    deadlines,
    pressing: (state === 'open' || state === 'unverified') && !asDeclared,
  });
  const { firstSeen } = past;
  const lifecycle = wordToday(row.lifecycle, acceptance);
  const stored: StoredFinding = {
    state,
    lastRun: row.run,
    finding: {
      ...past.last,
      lifecycle,
      standing,
      firstSeen,
      ...(asDeclared && { declared: declaration.declared }),
    },
    ...(declaration !== undefined && 'broken' in declaration && { broken: declaration.broken }),
  };
  const overdue = isOverdue(rowOfStored(stored));
  return { ...stored, finding: { ...stored.finding, standing: { ...standing, overdue } } };
}

/** The word of the last run, unless the finding was accepted since, or the acceptance ended. */
function wordToday(word: Lifecycle | null, acceptance: Acceptance | null): Lifecycle | null {
  if (acceptance !== null) return acceptedWord(word);
  return word === 'accepted' ? 'persisting' : word;
}

function compareUrgency({ finding: a }: StoredFinding, { finding: b }: StoredFinding): number {
  if (a.standing.overdue !== b.standing.overdue) return a.standing.overdue ? -1 : 1;
  const severity = compareSeverity(a.severity, b.severity);
  if (severity !== 0) return severity;
  const since = a.standing.openSince < b.standing.openSince ? -1 : a.standing.openSince > b.standing.openSince ? 1 : 0;
  return since || (a.id < b.id ? -1 : 1);
}

/**
 * The finding whose id begins with a text.
 * @throws SeawallError FINDING_NOT_FOUND for none, or for several
 */
export function findFinding(db: Database, id: string, query: Omit<FindingQuery, 'filter'>): StoredFinding {
  const [found, ...more] = id === '' ? [] : listFindings(db, { ...query, filter: { idPrefix: id } });
  if (found !== undefined && more.length === 0) return found;
  const shown = id.slice(0, 40);
  const message =
    found === undefined
      ? `no finding '${shown}': 'seawall findings --state all' lists all ids`
      : `'${shown}' begins ${more.length + 1} ids: give more of it, as in ${found.finding.id}`;
  throw new SeawallError({ code: 'FINDING_NOT_FOUND', message });
}

/** Addresses and ports that history holds for open or unverified, exposed ones first. */
export function listOpenEndpoints(db: Database, vantage: string, limit: number): { address: string; port: number }[] {
  const rows = db.all(
    `SELECT address, port FROM findings WHERE vantage = ? AND state <> 'resolved'
     ORDER BY exposed DESC, number LIMIT ?`,
    vantage,
    limit,
  );
  // What is no endpoint is said where the row is read as a whole.
  return rows.flatMap(({ address, port }) => (isAddressText(address) && isPort(port) ? [{ address, port }] : []));
}

/** All that happened to a finding, oldest first; sightings without news are one entry for each span of them. */
export function timelineOf(db: Database, id: string): TimelineEntry[] {
  const entry = ({ at, what, detail, run }: SqlRow): TimelineEntry => ({
    at: String(at),
    what: String(what),
    detail: String(detail),
    run: String(run ?? ''),
  });
  const changes = db.all(
    `SELECT c.at, c.lifecycle AS what, c.what AS detail, r.id AS run, c.run AS number
     FROM changes c JOIN findings f ON f.number = c.finding JOIN runs r ON r.number = c.run
     WHERE f.id = ? ORDER BY c.run, c.number`,
    id,
  );
  const isDated = ({ at }: SqlRow): boolean => isMoment(at);
  const told = new Set(changes.map(({ number }) => number));
  const sightings = db
    .all(
      `SELECT s.at, s.seen, s.lifecycle, s.run AS number, r.id AS run
       FROM sightings s JOIN findings f ON f.number = s.finding JOIN runs r ON r.number = s.run
       WHERE f.id = ? ORDER BY s.run`,
      id,
    )
    .filter(({ number }) => !told.has(number ?? null));
  const decisions = db.all(
    `SELECT a.at, 'acceptance' AS what,
            'until ' || a.until || ' for ' || a.owner || ', by ' || a.by || ': ' || a.reason AS detail, '' AS run
     FROM acceptances a JOIN findings f ON f.number = a.finding WHERE f.id = ?1
     UNION ALL
     SELECT c.at, 'change record', c.reference || ', by ' || c.by, ''
     FROM change_records c JOIN findings f ON f.number = c.finding WHERE f.id = ?1`,
    id,
  );
  const spans = spanSightings(sightings.filter(isDated), changes);
  return [...[...changes, ...decisions].filter(isDated).map(entry), ...spans].sort((a, b) =>
    a.at < b.at ? -1 : a.at > b.at ? 1 : 0,
  );
}

/** Sightings between two changes, as one entry each. */
function spanSightings(sightings: readonly SqlRow[], changes: readonly SqlRow[]): TimelineEntry[] {
  const borders = changes.map(({ number }) => Number(number));
  const spans = new Map<number, SqlRow[]>();
  for (const row of sightings) {
    const after = borders.filter((border) => border < Number(row.number)).length;
    const span = spans.get(after);
    if (span === undefined) spans.set(after, [row]);
    else span.push(row);
  }
  return [...spans.values()].map((rows) => {
    const [first, last] = [rows[0], rows.at(-1)];
    const until = rows.length > 1 ? ` in ${rows.length} runs until ${String(last?.at)}` : '';
    return { at: String(first?.at), what: 'seen', detail: `${String(first?.seen)}${until}`, run: String(last?.run) };
  });
}
