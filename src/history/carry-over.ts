/** What the second schema takes over from the first one: exposures, looks, changes and acceptances. */

/** The change to a service without a name: the first schema took that for the end of an exposure, and it proves nothing. */
const NAMELESS = `c.what LIKE '%→ other-service%' AND (instr(c.what, 'product: ') = 0 OR
  substr(c.what, instr(c.what, 'product: '), instr(substr(c.what || ';', instr(c.what, 'product: ')), ';') - 1)
    LIKE '%→ unknown')`;

/**
 * An exposure that ended where something else answers now has left its sighting, its opening and its end in other tables.
 * `seen` has its last sighting, `ends` the change that closed it: the first one after that sighting that proves it.
 */
export const CARRY_OVER = `
INSERT INTO scopes (key, deadlines, acceptances, vantages)
  SELECT DISTINCT 'file:' || file, '{}', '[]', '[]' FROM findings;
INSERT INTO exposures
  (id, finding, state, how, opened, closed, in_scope, owner, verdict, severity, product, version, last_seen, last_order)
WITH seen AS MATERIALIZED (
  SELECT f.number, coalesce(max(s.run), 0) AS run FROM findings f
  LEFT JOIN sightings s ON s.finding = f.number AND f.exposed = 0 AND s.severity IN ('critical', 'high')
  WHERE f.ever_exposed = 1 GROUP BY f.number
), ends AS MATERIALIZED (
  SELECT f.number, iif(f.exposed = 1, max(c.number), min(c.number)) AS change
  FROM seen JOIN findings f ON f.number = seen.number JOIN changes c ON c.finding = f.number
  WHERE c.lifecycle = 'resolved' AND c.run > seen.run AND (f.exposed = 0 OR f.state = 'resolved')
    AND NOT (f.exposed = 0 AND ${NAMELESS})
  GROUP BY f.number
), spells AS (
  SELECT f.*, c.at AS ended_at, s.at AS seen_at, s.verdict AS was, s.severity AS was_severity, s.version AS was_version,
    CASE WHEN c.what LIKE 'closed:%' THEN 'refused'
         WHEN c.what LIKE 'silent%' THEN 'silent'
         WHEN c.what LIKE '%→ engine-mtls%' OR c.what LIKE '%→ mtls-required%' OR c.what LIKE '%→ auth-required%'
           THEN 'guarded'
         WHEN c.what IS NOT NULL THEN 'replaced'
         WHEN f.exposed = 1 THEN iif(f.state = 'resolved', 'refused', NULL)
         WHEN f.verdict IN ('engine-mtls', 'mtls-required', 'auth-required') THEN 'guarded'
         WHEN f.verdict = 'other-service' AND f.product <> '' THEN 'replaced' END AS how,
    (SELECT o.at FROM changes o WHERE o.finding = f.number AND o.lifecycle IN ('new', 'reopened')
       AND (seen.run = 0 OR o.run <= seen.run) ORDER BY o.number DESC LIMIT 1) AS opened_at
  FROM seen JOIN findings f ON f.number = seen.number LEFT JOIN ends ON ends.number = f.number
  LEFT JOIN changes c ON c.number = ends.change
  LEFT JOIN sightings s ON s.finding = f.number AND s.run = seen.run
)
SELECT 'e' || substr(id, 2), number,
  CASE WHEN how IS NOT NULL THEN 'closed' WHEN exposed = 1 THEN state ELSE 'unverified' END,
  how,
  iif(exposed = 1, open_since, coalesce(opened_at, first_seen)),
  CASE WHEN how IS NULL THEN NULL WHEN exposed = 1 THEN coalesce(resolved_at, ended_at, last_seen)
       ELSE coalesce(ended_at, resolved_at, open_since) END,
  in_scope, owner,
  iif(exposed = 1, verdict, coalesce(was, 'engine-open-plaintext')),
  iif(exposed = 1, severity, coalesce(was_severity, 'critical')),
  iif(exposed = 1, product, ''),
  iif(exposed = 1, version, coalesce(was_version, '')),
  iif(exposed = 1, last_seen, coalesce(seen_at, first_seen)),
  last_run
FROM spells ORDER BY number;
INSERT INTO namings (exposure, scope, named)
  SELECT e.number, s.number, f.in_scope FROM exposures e JOIN findings f ON f.number = e.finding
  JOIN scopes s ON s.key = 'file:' || f.file;
INSERT INTO looks SELECT finding, min(run), max(run), min(at), max(at), count(*), seen, verdict, severity, version
  FROM (SELECT *, row_number() OVER (PARTITION BY finding ORDER BY run)
               - row_number() OVER (PARTITION BY finding, seen, verdict, severity, version ORDER BY run) AS island
        FROM sightings)
  GROUP BY finding, seen, verdict, severity, version, island;
DROP TABLE sightings;

ALTER TABLE changes ADD COLUMN exposure INTEGER REFERENCES exposures (number);
ALTER TABLE changes ADD COLUMN state TEXT;
ALTER TABLE changes ADD COLUMN how TEXT;
ALTER TABLE changes ADD COLUMN severity TEXT;
UPDATE changes SET exposure = e.number, severity = e.severity,
  state = CASE changes.lifecycle WHEN 'unverified' THEN 'unverified'
    WHEN 'resolved' THEN iif(e.closed IS NULL, 'unverified', 'closed') ELSE 'open' END,
  how = iif(changes.lifecycle = 'resolved', e.how, NULL)
  FROM exposures e WHERE e.finding = changes.finding AND changes.at >= e.opened
    AND (e.closed IS NULL OR changes.at <= e.closed);

ALTER TABLE acceptances ADD COLUMN exposure INTEGER REFERENCES exposures (number);
ALTER TABLE acceptances ADD COLUMN product TEXT NOT NULL DEFAULT '';
ALTER TABLE acceptances ADD COLUMN ended TEXT;
ALTER TABLE acceptances ADD COLUMN ended_by TEXT;
ALTER TABLE acceptances ADD COLUMN ended_why TEXT;
UPDATE acceptances SET exposure = e.number, ended = e.closed, ended_why = iif(e.closed IS NULL, NULL, 'closed')
  FROM exposures e WHERE e.finding = acceptances.finding AND (e.closed IS NULL OR e.closed >= acceptances.at);
`;
