/** Decisions of people about a finding. They are only ever added to: history tells who decided what, and when. */

import type { Acceptance, Finding } from '../domain/finding.ts';
import type { Database } from './database.ts';

export function acceptFinding(db: Database, finding: Finding, acceptance: Omit<Acceptance, 'findingId'>): void {
  const { reason, owner, until, by, at } = acceptance;
  db.transaction(() => {
    db.prepare(
      `INSERT INTO acceptances (finding, reason, owner, until, by, at, verdict, severity)
       SELECT number, ?, ?, ?, ?, ?, ?, ? FROM findings WHERE id = ?`,
    )(reason, owner, until, by, at, finding.verdict, finding.severity, finding.id);
  });
}

/** That a finding was closed on purpose: where it falls silent, nobody needs to be asked. */
export function recordChange(
  db: Database,
  finding: Finding,
  { reference, by, at }: { reference: string; by: string; at: string },
): void {
  db.transaction(() => {
    db.prepare(
      'INSERT INTO change_records (finding, reference, by, at) SELECT number, ?, ?, ? FROM findings WHERE id = ?',
    )(reference, by, at, finding.id);
  });
}
