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
    const exposure = exposureNumber(db, finding);
    const { product } = finding;
    const accepted = {
      finding: numberOf(db, finding),
      exposure,
      reason,
      owner,
      until,
      by,
      at,
      verdict,
      severity,
      product,
    };
    insertInto(db, 'acceptances')({ ...accepted, ended: null, ended_by: null, ended_why: null });
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

function exposureNumber(db: Database, { standing }: Finding): number | null {
  const number = db.get('SELECT number FROM exposures WHERE id = ?', standing?.exposure?.id ?? '')?.number;
  return typeof number === 'number' ? number : null;
}

function numberOf(db: Database, { id }: Finding): number {
  const number = db.get('SELECT number FROM findings WHERE id = ?', id)?.number;
  if (typeof number === 'number') return number;
  throw new SeawallError({ code: 'FINDING_NOT_FOUND', message: `history has no finding ${id}` });
}
