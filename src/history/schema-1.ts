/** The first schema, as releases before the exposures wrote it. Never changed. */

export const SCHEMA_1 = `
CREATE TABLE runs (
  number      INTEGER PRIMARY KEY,
  id          TEXT NOT NULL UNIQUE,
  purpose     TEXT NOT NULL CHECK (purpose IN ('audit', 'verify')),
  vantage     TEXT NOT NULL,
  started_at  TEXT NOT NULL,
  finished_at TEXT NOT NULL,
  outcome     TEXT NOT NULL CHECK (outcome IN ('finished', 'partial')),
  shard       TEXT NOT NULL,
  digest      TEXT NOT NULL,
  endpoints   INTEGER NOT NULL,
  tested      INTEGER NOT NULL,
  critical    INTEGER NOT NULL,
  high        INTEGER NOT NULL,
  medium      INTEGER NOT NULL,
  low         INTEGER NOT NULL,
  info        INTEGER NOT NULL,
  opened      INTEGER NOT NULL,
  resolved    INTEGER NOT NULL,
  mean_days_to_close REAL
) STRICT;
CREATE INDEX runs_by_vantage ON runs (vantage, number);

-- One row for each address, port and vantage that ever answered, as it stands now.
CREATE TABLE findings (
  number      INTEGER PRIMARY KEY,
  id          TEXT NOT NULL UNIQUE,
  address     TEXT NOT NULL,
  port        INTEGER NOT NULL,
  vantage     TEXT NOT NULL,
  owner       TEXT NOT NULL,
  range       TEXT NOT NULL,
  file        TEXT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('open', 'unverified', 'resolved')),
  in_scope    INTEGER NOT NULL CHECK (in_scope IN (0, 1)),
  lifecycle   TEXT,
  verdict     TEXT NOT NULL,
  severity    TEXT NOT NULL,
  product     TEXT NOT NULL,
  version     TEXT NOT NULL,
  exposed     INTEGER NOT NULL CHECK (exposed IN (0, 1)),
  ever_exposed INTEGER NOT NULL CHECK (ever_exposed IN (0, 1)),
  silent_runs INTEGER NOT NULL,
  first_seen  TEXT NOT NULL,
  last_seen   TEXT NOT NULL,
  open_since  TEXT NOT NULL,
  resolved_at TEXT,
  -- What a declared endpoint was when it was declared; null if it is not declared.
  declared    TEXT,
  last_run    INTEGER NOT NULL REFERENCES runs (number),
  -- The whole last sighting as JSON.
  sighting    TEXT NOT NULL,
  -- The row before its last run, as JSON: a resumed run replaces what it said before.
  before      TEXT
) STRICT;
CREATE INDEX findings_by_state ON findings (vantage, state);

-- What each run learnt of each finding that it looked at.
CREATE TABLE sightings (
  finding     INTEGER NOT NULL REFERENCES findings (number),
  run         INTEGER NOT NULL REFERENCES runs (number),
  at          TEXT NOT NULL,
  seen        TEXT NOT NULL CHECK (seen IN ('answered', 'closed', 'silent')),
  lifecycle   TEXT,
  verdict     TEXT,
  severity    TEXT,
  version     TEXT,
  PRIMARY KEY (finding, run)
) STRICT, WITHOUT ROWID;
CREATE INDEX sightings_by_run ON sightings (run);

-- Every time that a finding's state or nature changed, and why.
CREATE TABLE changes (
  number      INTEGER PRIMARY KEY,
  finding     INTEGER NOT NULL REFERENCES findings (number),
  run         INTEGER NOT NULL REFERENCES runs (number),
  at          TEXT NOT NULL,
  lifecycle   TEXT NOT NULL,
  what        TEXT NOT NULL
) STRICT;
CREATE INDEX changes_by_finding ON changes (finding);
CREATE INDEX changes_by_run ON changes (run);

-- Decisions of people: to live with a finding until a day; or that a change was made, and under which reference.
CREATE TABLE acceptances (
  number      INTEGER PRIMARY KEY,
  finding     INTEGER NOT NULL REFERENCES findings (number),
  reason      TEXT NOT NULL,
  owner       TEXT NOT NULL,
  until       TEXT NOT NULL,
  by          TEXT NOT NULL,
  at          TEXT NOT NULL,
  -- What was accepted: a worse verdict at the same address is not.
  verdict     TEXT NOT NULL,
  severity    TEXT NOT NULL
) STRICT;
CREATE INDEX acceptances_by_finding ON acceptances (finding);
CREATE TABLE change_records (
  number      INTEGER PRIMARY KEY,
  finding     INTEGER NOT NULL REFERENCES findings (number),
  reference   TEXT NOT NULL,
  by          TEXT NOT NULL,
  at          TEXT NOT NULL
) STRICT;
CREATE INDEX change_records_by_finding ON change_records (finding);

CREATE VIEW open_findings AS
SELECT f.severity, f.verdict, f.address, f.port, f.owner, f.state, f.lifecycle, f.product, f.version, f.vantage,
       f.first_seen, f.open_since, f.last_seen,
       CAST(julianday('now') - julianday(f.open_since) AS INTEGER) AS days_open,
       (SELECT max(a.until) FROM acceptances a WHERE a.finding = f.number) AS accepted_until,
       f.id
FROM findings f
WHERE f.state <> 'resolved' AND f.in_scope = 1
ORDER BY CASE f.severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 WHEN 'low' THEN 3 ELSE 4 END,
         f.open_since;

CREATE VIEW timeline AS
SELECT c.at, f.address, f.port, f.owner, f.vantage, c.lifecycle, c.what, r.id AS run, f.id AS finding
FROM changes c JOIN findings f ON f.number = c.finding JOIN runs r ON r.number = c.run
ORDER BY c.at, c.number;

CREATE VIEW run_history AS
SELECT id, purpose, vantage, started_at, finished_at, outcome, shard,
       round(100.0 * tested / max(endpoints, 1), 2) AS percent_tested,
       critical, high, medium, low, info, opened, resolved, mean_days_to_close
FROM runs ORDER BY number;

CREATE VIEW owner_summary AS
SELECT owner, severity, count(*) AS findings, min(open_since) AS oldest
FROM findings WHERE state <> 'resolved' AND in_scope = 1
GROUP BY owner, severity ORDER BY owner, severity
`;
