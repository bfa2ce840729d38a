/** The timeline of one finding. */

import type { TimelineEntry } from '../domain/history.ts';
import { isMoment } from '../domain/shape.ts';
import type { Database } from './database.ts';
import type { SqlRow } from './row-text.ts';

const DECISIONS = `
SELECT a.at, 'acceptance' AS what,
       'until ' || a.until || ' for ' || a.owner || ', by ' || a.by || ': ' || a.reason AS detail, '' AS run
FROM acceptances a JOIN findings f ON f.number = a.finding WHERE f.id = ?1
UNION ALL
SELECT a.ended, 'withdrawn', 'the acceptance until ' || a.until || ', by ' || a.ended_by || ': ' || a.ended_why, ''
FROM acceptances a JOIN findings f ON f.number = a.finding WHERE f.id = ?1 AND a.ended_by IS NOT NULL
UNION ALL
SELECT c.at, 'change record', c.reference || ', by ' || c.by, ''
FROM change_records c JOIN findings f ON f.number = c.finding WHERE f.id = ?1
UNION ALL
SELECT m.at, m.kind, iif(m.text = '', 'none any more', m.text) || ', by ' || m.by, ''
FROM remarks m JOIN findings f ON f.number = m.finding WHERE f.id = ?1`;

/** All that happened to a finding, oldest first; sightings without news are one entry for each span of them. */
export function timelineOf(db: Database, id: string): TimelineEntry[] {
  const entry = ({ at, what, detail, run }: SqlRow): TimelineEntry => ({
    at: String(at),
    what: String(what),
    detail: String(detail),
    run: String(run ?? ''),
  });
  const changes = db.all(
    // What a person closed is the entry of no run.
    `SELECT c.at, iif(c.how = 'retired', c.how, c.lifecycle) AS what, iif(c.how = 'retired', substr(c.what, length(c.how) + 2), c.what) AS detail, c.how,
            iif(c.how = 'retired', '', r.id) AS run, c.run AS number
     FROM changes c JOIN findings f ON f.number = c.finding JOIN runs r ON r.number = c.run
     WHERE f.id = ? ORDER BY c.run, c.number`,
    id,
  );
  const isDated = ({ at }: SqlRow): boolean => isMoment(at);
  const told = new Set(changes.filter(({ how }) => how !== 'retired').map(({ number }) => number));
  const spans = db
    .all(
      `SELECT l.first_at AS at, l.last_at, l.looks, l.seen, l.first_run AS number, r.id AS run
       FROM looks l JOIN findings f ON f.number = l.finding JOIN runs r ON r.number = l.last_run
       WHERE f.id = ? ORDER BY l.first_run`,
      id,
    )
    // One look that made a change is told as that change.
    .filter(({ number, looks }) => Number(looks) > 1 || !told.has(number ?? null));
  const decisions = db.all(DECISIONS, id);
  return [...[...changes, ...decisions].filter(isDated).map(entry), ...spans.filter(isDated).map(spanEntry)].sort(
    (a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0),
  );
}

/** Looks in a row that learnt the same, as one entry. */
function spanEntry({ at, last_at: until, looks, seen, run }: SqlRow): TimelineEntry {
  const times = Number(looks) > 1 ? ` in ${looks} runs until ${String(until)}` : '';
  return { at: String(at), what: 'seen', detail: `${String(seen)}${times}`, run: String(run) };
}
