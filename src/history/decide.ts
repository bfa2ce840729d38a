/**
 * Decisions of people: acceptances, change records, retirements, remarks. They are added to; an acceptance that ends keeps its
 * row, with when, by whom and why.
 */

import { SeawallError } from '../domain/errors.ts';
import type { Acceptance, Exposure, Finding } from '../domain/finding.ts';
import type { Database } from './database.ts';
import { insertInto } from './rows.ts';
import type { RowOf } from './tables.ts';

/** Who decided, and when. */
export interface Decided {
  by: string;
  at: string;
}

/** What is decided about: a finding, or as much of one. */
export type Decidable = Pick<Finding, 'id' | 'verdict' | 'severity' | 'product'> & {
  standing?: { exposure?: Pick<Exposure, 'id'> };
};

export type RemarkKind = RowOf<'remarks'>['kind'];

/**
 * Accepts an exposure, or what is none. An acceptance that it had is replaced.
 * @throws SeawallError FINDING_NOT_FOUND
 */
export function acceptFinding(db: Database, finding: Decidable, acceptance: Omit<Acceptance, 'findingId'>): void {
  const { reason, owner, until, by, at } = acceptance;
  const { verdict, severity, product } = finding;
  const target = targetOf(db, finding);
  // Without a name: nobody withdrew it.
  endAcceptances(db, target, { ended: at, endedBy: null, why: 'replaced' });
  const terms = { reason, owner, until, by, at, verdict, severity, product };
  insertInto(db, 'acceptances')({ ...target, ...terms, ended: null, ended_by: null, ended_why: null });
}

/** @throws SeawallError FINDING_NOT_FOUND */
export function revokeAcceptance(
  db: Database,
  finding: Decidable,
  { by, at, reason }: Decided & { reason: string },
): void {
  endAcceptances(db, targetOf(db, finding), { ended: at, endedBy: by, why: reason });
}

/**
 * Records that a finding was closed on purpose: if it falls silent, the record explains it.
 * @throws SeawallError FINDING_NOT_FOUND
 */
export function recordChange(
  db: Database,
  finding: Decidable,
  { reference, by, at }: Decided & { reference: string },
): void {
  insertInto(db, 'change_records')({ finding: targetOf(db, finding).finding, reference, by, at });
}

/**
 * Closes an exposure by a person's word. What accepted it ends with it. Its entry of the timeline belongs to the last run that
 * said something of it.
 * @throws SeawallError FINDING_NOT_FOUND, for what is no exposure, too
 */
export function retireExposure(
  db: Database,
  finding: Decidable,
  { by, at, reason }: Decided & { reason: string },
): void {
  const target = targetOf(db, finding);
  const { exposure } = target;
  if (exposure === null) throw unknown(finding);
  db.prepare(`UPDATE exposures SET state = 'closed', how = 'retired', closed = ?, quiet = NULL WHERE number = ?`)(
    at,
    exposure,
  );
  endAcceptances(db, target, { ended: at, endedBy: null, why: 'closed' });
  const run = Number(db.get('SELECT last_run FROM findings WHERE number = ?', target.finding)?.last_run);
  const told = { lifecycle: 'resolved', what: `retired by ${by}: ${reason}`, state: 'closed', how: 'retired' } as const;
  insertInto(db, 'changes')({ finding: target.finding, run, at, ...told, exposure, severity: finding.severity });
}

/**
 * Adds a comment, or says the ticket or the assignee anew: empty for none.
 * @throws SeawallError FINDING_NOT_FOUND
 */
export function addRemark(
  db: Database,
  finding: Decidable,
  { kind, text, by, at }: Decided & { kind: RemarkKind; text: string },
): void {
  insertInto(db, 'remarks')({ ...targetOf(db, finding), kind, text, by, at });
}

/** The rows that a decision is about; the exposure is null for what is none. */
interface Target {
  finding: number;
  exposure: number | null;
}

function targetOf(db: Database, finding: Decidable): Target {
  const number = db.get('SELECT number FROM findings WHERE id = ?', finding.id)?.number;
  if (typeof number !== 'number') throw unknown(finding);
  const id = finding.standing?.exposure?.id;
  if (id === undefined) return { finding: number, exposure: null };
  const exposure = db.get('SELECT number FROM exposures WHERE id = ?', id)?.number;
  return { finding: number, exposure: typeof exposure === 'number' ? exposure : null };
}

function endAcceptances(
  db: Database,
  { finding, exposure }: Target,
  { ended, endedBy, why }: { ended: string; endedBy: string | null; why: string },
): void {
  db.prepare(
    `UPDATE acceptances SET ended = ?, ended_by = ?, ended_why = ?
     WHERE finding = ? AND exposure IS ? AND ended IS NULL`,
  )(ended, endedBy, why, finding, exposure);
}

function unknown({ id }: Decidable): SeawallError {
  return new SeawallError({ code: 'FINDING_NOT_FOUND', message: `history has no finding ${id}` });
}
