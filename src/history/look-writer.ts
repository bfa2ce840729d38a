/** Spans of looks that learnt the same of an endpoint: a month of equal nights is one row. */

import type { Database } from './database.ts';
import type { Observation } from './life.ts';
import { insertInto } from './rows.ts';

export interface LookWriter {
  write(finding: number, observation: Observation): void;
  /** Extends the spans that go on. To be called once, after the last look. */
  flush(): void;
}

interface Span {
  first: number;
  last: number;
  key: string;
}

/** @param at when the run ended, for what did not answer */
export function createLookWriter(db: Database, run: { number: number; at: string }): LookWriter {
  const spans = loadSpans(db);
  // Where somebody deleted runs, their numbers are given out again: what they learnt gives way.
  const insert = insertInto(db, 'looks', { replace: true });
  const point = db.prepare('UPDATE findings SET look = ? WHERE number = ?');
  const extended: [finding: number, first: number, at: string][] = [];
  return {
    write(finding, observation) {
      const { seen } = observation;
      if (seen === 'elsewhere' || seen === 'not-tested') return;
      const answer = seen === 'answered' ? observation.finding : undefined;
      const at = answer?.lastSeen ?? run.at;
      const { verdict = null, severity = null, engine } = answer ?? {};
      const version = engine?.version ?? null;
      const span = spans.get(finding);
      const isSame = span?.key === JSON.stringify([seen, verdict, severity, version]);
      // A run that is recorded again after its resumption has one look at an endpoint.
      if (span !== undefined && (isSame || span.first === run.number)) {
        if (span.last !== run.number) extended.push([finding, span.first, at]);
        return;
      }
      const times = { first_run: run.number, last_run: run.number, first_at: at, last_at: at, looks: 1 };
      insert({ finding, ...times, seen, verdict, severity, version });
      point(run.number, finding);
    },
    flush() {
      db.prepare(
        `UPDATE looks SET last_run = ?, last_at = j.value ->> 2, looks = looks + 1
         FROM json_each(?) j WHERE finding = j.value ->> 0 AND first_run = j.value ->> 1`,
      )(run.number, JSON.stringify(extended));
    },
  };
}

/** The newest span of each endpoint. */
function loadSpans(db: Database): Map<number, Span> {
  const rows = db.all(
    `SELECT l.finding, l.first_run, l.last_run, l.seen, l.verdict, l.severity, l.version
     FROM findings f JOIN looks l ON l.finding = f.number AND l.first_run = f.look`,
  );
  return new Map(
    rows.map(({ finding, first_run: first, last_run: last, seen, verdict, severity, version }) => [
      Number(finding),
      { first: Number(first), last: Number(last), key: JSON.stringify([seen, verdict, severity, version]) },
    ]),
  );
}
