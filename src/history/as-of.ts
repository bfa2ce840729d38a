/**
 * Exposures as they stood at the end of a day, and what moved since an earlier one. State, how and closing come from the
 * changes that history had by then; verdict, severity and version from the spans of looks. What has no past in history is as
 * today: owner, place, declaration, deadlines, and which scopes name it.
 */

import { isExposed } from '../domain/exposure.ts';
import { CLOSINGS, type Deadlines, EXPOSURE_STATES, LIFECYCLES, type Lifecycle } from '../domain/finding.ts';
import { isSeverity, isVerdict } from '../domain/finding-shape.ts';
import { groupBy } from '../domain/group.ts';
import type { StoredFinding } from '../domain/history.ts';
import type { Severity, Verdict } from '../domain/verdicts.ts';
import type { Database } from './database.ts';
import { loadDeadlines } from './deadlines.ts';
import { loadAcceptancesAt, loadOlder, loadRows } from './load.ts';
import { compareUrgency, storedExposure } from './query.ts';
import type { SqlRow } from './row-text.ts';
import { briefExposure, type StoredExposure } from './stored-exposure.ts';
import type { StoredRow } from './stored-row.ts';

export interface AsOfQuery {
  /** The moment, ISO 8601 in UTC: ages are counted to it. */
  at: string;
  /** A day: only what changed on it or later, with the changes. */
  since?: string;
  /** Those of the runs, unless others are given. */
  deadlines?: Deadlines;
  /** Without the details of sightings, which are large. */
  brief?: true;
}

/** A finding for each exposure that had opened by then: overdue first, then worst, then oldest. */
export function listAsOf(db: Database, query: AsOfQuery): StoredFinding[] {
  const { at, since, brief } = query;
  const changes = groupBy(changesUntil(db, at), ({ exposure }) => exposure);
  const spans = groupBy(spansUntil(db, at), ({ finding }) => finding);
  const accepted = new Map(loadAcceptancesAt(db, at).map((one) => [one.exposure, one]));
  const deadlinesOf = query.deadlines === undefined ? loadDeadlines(db) : () => query.deadlines ?? {};
  return [...loadRows(db, '1'), ...loadOlder(db, '1')]
    .flatMap((row): StoredFinding[] => {
      const { exposure: now } = row;
      if (now === undefined || now.opened > at) return [];
      const past = (changes.get(now.number) ?? []).filter((change) => change.at >= now.opened);
      const moved = since === undefined ? [] : past.filter((change) => change.at >= since);
      if (since !== undefined && moved.length === 0) return [];
      const then = exposureThen(now, row, past.at(-1), spans.get(row.number) ?? []);
      const stored = storedExposure(rowThen(row, past.at(-1), at), then, {
        now: at,
        deadlines: deadlinesOf(now.number),
        accepted: accepted.get(now.id),
        // What reviewed files said, and people wrote, has no past.
        reviews: [],
        returns: new Map(),
        remarks: new Map(),
        ...(brief && { brief }),
      });
      const { finding } = stored;
      return [{ ...stored, finding: { ...finding, standing: { ...finding.standing, changes: moved.map(textOf) } } }];
    })
    .sort(compareUrgency);
}

interface Change extends Pick<StoredExposure, 'state' | 'how'> {
  exposure: number;
  at: string;
  run: string;
  word: Lifecycle | null;
  what: string;
}

/** By exposure, in the order in which they were written. */
function changesUntil(db: Database, at: string): Change[] {
  const rows = db.all(
    `SELECT c.exposure, c.at, c.lifecycle, c.what, c.state, c.how, r.id AS run
     FROM changes c LEFT JOIN runs r ON r.number = c.run
     WHERE c.at <= ? AND c.exposure IS NOT NULL AND c.state IS NOT NULL ORDER BY c.number`,
    at,
  );
  return rows.flatMap((row) => {
    const state = EXPOSURE_STATES.find((one) => one === row.state);
    if (state === undefined) return [];
    const how = CLOSINGS.find((one) => one === row.how) ?? null;
    const word = LIFECYCLES.find((one) => one === row.lifecycle) ?? null;
    const texts = { at: String(row.at), run: String(row.run ?? ''), what: String(row.what) };
    return [{ exposure: Number(row.exposure), state, how, word, ...texts }];
  });
}

function textOf({ at, word, what }: Change): string {
  return `${at.slice(0, 10)} ${word ?? ''}${what === '' ? '' : `: ${what}`}`;
}

/** Looks in a row that saw the same exposed engine. */
interface Span {
  finding: number;
  verdict: Verdict;
  severity: Severity;
  version: string;
  first: string;
  last: string;
}

/** By endpoint, oldest first. */
function spansUntil(db: Database, at: string): Span[] {
  const rows = db.all(
    `SELECT finding, verdict, severity, version, first_at, last_at FROM looks
     WHERE seen = 'answered' AND first_at <= ? ORDER BY finding, first_run`,
    at,
  );
  return rows.flatMap(({ finding, verdict, severity, version, first_at: first, last_at: last }: SqlRow): Span[] => {
    if (!isVerdict(verdict) || !isSeverity(severity) || !isExposed({ verdict, severity })) return [];
    const seen = { first: String(first), last: String(last) <= at ? String(last) : String(first) };
    return [{ finding: Number(finding), verdict, severity, version: String(version ?? ''), ...seen }];
  });
}

/** @param spans of its endpoint */
function exposureThen(
  now: StoredExposure,
  row: StoredRow,
  change: Change | undefined,
  spans: readonly Span[],
): StoredExposure {
  const isOver = change?.state === 'closed' && change.how !== null;
  const end = isOver ? change.at : undefined;
  const span = spans.findLast(({ first }) => first >= now.opened && (end === undefined || first <= end));
  const { verdict, severity, version } = span ?? now;
  const isSame = verdict === now.verdict && severity === now.severity && version === now.version;
  const then: StoredExposure = {
    ...now,
    ...(isOver
      ? { state: 'closed', how: change.how, closed: change.at }
      : { state: change?.state === 'unverified' ? 'unverified' : 'open', how: null, closed: null }),
    ...{ verdict, severity, version, lastSeen: span?.last ?? now.opened },
    sighting: () => (isSame ? { ...now.sighting(), lastSeen: then.lastSeen } : briefExposure(then, row)),
  };
  return then;
}

/** The word of a change is that of its day; later the exposure is as it was. */
function rowThen(row: StoredRow, change: Change | undefined, at: string): StoredRow {
  const isOfDay = change?.at.slice(0, 10) === at.slice(0, 10);
  const lasting = change?.state === 'unverified' ? 'unverified' : 'persisting';
  return { ...row, lifecycle: isOfDay ? change.word : lasting, run: change?.run ?? '' };
}
