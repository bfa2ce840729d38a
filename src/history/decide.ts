/** Decisions of people about a finding: acceptances and change records. They are added to, never changed. */

import { SeawallError } from '../domain/errors.ts';
import type { Acceptance, Finding } from '../domain/finding.ts';
import type { Database } from './database.ts';
import { insertInto } from './rows.ts';

/** @throws SeawallError FINDING_NOT_FOUND */
export function acceptFinding(db: Database, finding: Finding, acceptance: Omit<Acceptance, 'findingId'>): void {
  const { reason, owner, until, by, at } = acceptance;
  const { verdict, severity } = finding;
  db.transaction(() => {
    const row = { finding: numberOf(db, finding), reason, owner, until, by, at, verdict, severity };
    insertInto(db, 'acceptances')(row);
  });
}

/**
 * Records that a finding was closed on purpose: if it falls silent, the record explains it.
 * @throws SeawallError FINDING_NOT_FOUND
 */
export function recordChange(
  db: Database,
  finding: Finding,
  { reference, by, at }: { reference: string; by: string; at: string },
): void {
  db.transaction(() => {
    insertInto(db, 'change_records')({ finding: numberOf(db, finding), reference, by, at });
  });
}

function numberOf(db: Database, { id }: Finding): number {
  const number = db.get('SELECT number FROM findings WHERE id = ?', id)?.number;
  if (typeof number === 'number') return number;
  throw new SeawallError({ code: 'FINDING_NOT_FOUND', message: `history has no finding ${id}` });
}
