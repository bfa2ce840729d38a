/**
 * The second schema: exposures beside endpoints, scopes, the order of runs, spans of looks. What the first one knew is
 * carried over: one exposure for each finding that ever was one, and a span for each row of equal sightings.
 */

import { CARRY_OVER } from './carry-over.ts';

const NEW_TABLES = `
DROP VIEW open_findings; DROP VIEW timeline; DROP VIEW run_history; DROP VIEW owner_summary;
DROP INDEX findings_by_state;

-- What a team audits: by the name in its scope file, or by the paths that it gave.
CREATE TABLE scopes (
  number      INTEGER PRIMARY KEY,
  key         TEXT NOT NULL UNIQUE,
  -- As its last run had them, as JSON: days until an exposure must be closed, by severity; reviewed acceptances; where
  -- its vantages stand.
  deadlines   TEXT NOT NULL,
  acceptances TEXT NOT NULL,
  vantages    TEXT NOT NULL
) STRICT;

-- One row for each process of a run, written when it begins: its number is the order of all looks.
CREATE TABLE starts (
  number      INTEGER PRIMARY KEY AUTOINCREMENT,
  run         TEXT NOT NULL,
  at          TEXT NOT NULL
) STRICT;
CREATE INDEX starts_by_run ON starts (run);
INSERT INTO starts (number, run, at) SELECT number, id, started_at FROM runs;

ALTER TABLE runs ADD COLUMN scope INTEGER REFERENCES scopes (number);
ALTER TABLE runs ADD COLUMN by_silence INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN whole INTEGER NOT NULL DEFAULT 0 CHECK (whole IN (0, 1));
UPDATE runs SET whole = purpose = 'audit' AND outcome = 'finished' AND shard = '1/1';

-- One row for each spell in which strangers could reach an engine at an endpoint.
CREATE TABLE exposures (
  number      INTEGER PRIMARY KEY,
  id          TEXT NOT NULL UNIQUE,
  finding     INTEGER NOT NULL REFERENCES findings (number),
  state       TEXT NOT NULL CHECK (state IN ('open', 'unverified', 'closed')),
  how         TEXT CHECK (how IN ('refused', 'guarded', 'replaced', 'contained', 'silent', 'retired')),
  opened      TEXT NOT NULL,
  closed      TEXT,
  in_scope    INTEGER NOT NULL CHECK (in_scope IN (0, 1)),
  owner       TEXT NOT NULL,
  verdict     TEXT NOT NULL,
  severity    TEXT NOT NULL,
  product     TEXT NOT NULL,
  version     TEXT NOT NULL,
  last_seen   TEXT NOT NULL,
  -- The run that last saw it.
  seen_run    INTEGER REFERENCES runs (number),
  -- The newest look that counted.
  last_order  INTEGER NOT NULL,
  -- Looks in a row that met no engine, as JSON.
  quiet       TEXT,
  -- Other addresses of the prefix in the look that last saw it.
  tested      INTEGER,
  answered    INTEGER,
  -- The last sighting that proved it, as JSON; null while it is the endpoint's last answer.
  sighting    TEXT,
  CHECK ((state = 'closed') = (how IS NOT NULL) AND (how IS NULL) = (closed IS NULL))
) STRICT;
CREATE INDEX exposures_by_finding ON exposures (finding);
CREATE INDEX exposures_by_state ON exposures (state);

-- Which scopes name an exposure, and which did.
CREATE TABLE namings (
  exposure    INTEGER NOT NULL REFERENCES exposures (number),
  scope       INTEGER NOT NULL REFERENCES scopes (number),
  named       INTEGER NOT NULL CHECK (named IN (0, 1)),
  PRIMARY KEY (exposure, scope)
) STRICT, WITHOUT ROWID;

-- Looks in a row that learnt the same of an endpoint.
CREATE TABLE looks (
  finding     INTEGER NOT NULL REFERENCES findings (number),
  first_run   INTEGER NOT NULL REFERENCES runs (number),
  last_run    INTEGER NOT NULL REFERENCES runs (number),
  first_at    TEXT NOT NULL,
  last_at     TEXT NOT NULL,
  looks       INTEGER NOT NULL,
  seen        TEXT NOT NULL CHECK (seen IN ('answered', 'closed', 'silent')),
  verdict     TEXT,
  severity    TEXT,
  version     TEXT,
  PRIMARY KEY (finding, first_run)
) STRICT, WITHOUT ROWID;

-- The last answer of each endpoint, whole, as JSON: apart, so that a night that changes nothing writes none of it.
CREATE TABLE answers (
  finding     INTEGER PRIMARY KEY REFERENCES findings (number),
  answer      TEXT NOT NULL
) STRICT;
INSERT INTO answers SELECT number, sighting FROM findings;

-- What people say of a finding: a comment, the ticket, who works on it.
CREATE TABLE remarks (
  number      INTEGER PRIMARY KEY,
  finding     INTEGER NOT NULL REFERENCES findings (number),
  exposure    INTEGER REFERENCES exposures (number),
  kind        TEXT NOT NULL CHECK (kind IN ('comment', 'ticket', 'assignee')),
  text        TEXT NOT NULL,
  by          TEXT NOT NULL,
  at          TEXT NOT NULL
) STRICT;
CREATE INDEX remarks_by_finding ON remarks (finding);
`;

const FINDINGS = `
ALTER TABLE findings ADD COLUMN exposure INTEGER REFERENCES exposures (number);
ALTER TABLE findings ADD COLUMN answers INTEGER NOT NULL DEFAULT 1 CHECK (answers IN (0, 1));
ALTER TABLE findings ADD COLUMN fingerprint TEXT NOT NULL DEFAULT 'unknown';
ALTER TABLE findings ADD COLUMN last_order INTEGER NOT NULL DEFAULT 0;
ALTER TABLE findings ADD COLUMN look INTEGER;
ALTER TABLE findings ADD COLUMN seen_run INTEGER REFERENCES runs (number);
UPDATE findings SET last_order = last_run, answers = state = 'open',
  look = (SELECT max(first_run) FROM looks WHERE looks.finding = findings.number),
  seen_run = (SELECT max(last_run) FROM looks WHERE looks.finding = findings.number AND looks.seen = 'answered'),
  exposure = (SELECT max(number) FROM exposures e WHERE e.finding = findings.number);
UPDATE exposures SET seen_run = (SELECT max(last_run) FROM looks
  WHERE looks.finding = exposures.finding AND looks.seen = 'answered' AND looks.verdict = exposures.verdict);
ALTER TABLE findings RENAME COLUMN open_since TO since;
ALTER TABLE findings DROP COLUMN state;
ALTER TABLE findings DROP COLUMN in_scope;
ALTER TABLE findings DROP COLUMN exposed;
ALTER TABLE findings DROP COLUMN ever_exposed;
ALTER TABLE findings DROP COLUMN silent_runs;
ALTER TABLE findings DROP COLUMN resolved_at;
ALTER TABLE findings DROP COLUMN file;
ALTER TABLE findings DROP COLUMN before;
ALTER TABLE findings DROP COLUMN sighting;
CREATE INDEX findings_by_place ON findings (vantage, address, port);
`;

const VIEWS = `
CREATE VIEW open_findings AS
SELECT e.severity, e.verdict, f.address, f.port, e.owner, e.state, f.lifecycle, e.product, e.version, f.vantage,
       f.first_seen, e.opened AS open_since, e.last_seen,
       CAST(julianday('now') - julianday(e.opened) AS INTEGER) AS days_open,
       (SELECT max(a.until) FROM acceptances a WHERE a.exposure = e.number AND a.ended IS NULL) AS accepted_until,
       f.declared IS NOT NULL AS declared, f.id, e.id AS exposure
FROM exposures e JOIN findings f ON f.number = e.finding
WHERE e.state <> 'closed' AND e.in_scope = 1
ORDER BY CASE e.severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 WHEN 'low' THEN 3 ELSE 4 END,
         e.opened;

CREATE VIEW closed_exposures AS
SELECT e.closed, e.how, e.how IN ('refused', 'guarded', 'replaced') AS proved, e.severity, e.verdict, f.address, f.port,
       e.owner, f.vantage, e.opened,
       CAST(julianday(e.closed) - julianday(e.opened) AS INTEGER) AS days_open, f.id, e.id AS exposure
FROM exposures e JOIN findings f ON f.number = e.finding
WHERE e.state = 'closed' ORDER BY e.closed;

CREATE VIEW timeline AS
SELECT c.at, f.address, f.port, f.owner, f.vantage, c.lifecycle, c.what, c.state, c.how, r.id AS run, f.id AS finding
FROM changes c JOIN findings f ON f.number = c.finding JOIN runs r ON r.number = c.run
ORDER BY c.at, c.number;

CREATE VIEW run_history AS
SELECT id, purpose, vantage, started_at, finished_at, outcome, shard, whole,
       round(100.0 * tested / max(endpoints, 1), 2) AS percent_tested,
       critical, high, medium, low, info, opened, resolved, by_silence, mean_days_to_close
FROM runs ORDER BY number;

CREATE VIEW owner_summary AS
SELECT owner, severity, count(*) AS findings, min(opened) AS oldest
FROM exposures WHERE state <> 'closed' AND in_scope = 1
GROUP BY owner, severity ORDER BY owner, severity
`;

export const SCHEMA_2 = [NEW_TABLES, CARRY_OVER, FINDINGS, VIEWS].join('\n');
