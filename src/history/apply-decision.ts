/** Puts decisions of people into a history that is made again, and takes them out of one that is to be replaced. */

import type { Decision, DecisionSubject } from '../domain/decision.ts';
import { isDecision } from '../domain/decision.ts';
import { PRODUCTS } from '../domain/engine.ts';
import { findingId } from '../domain/finding.ts';
import { isSeverity, isVerdict } from '../domain/finding-shape.ts';
import type { Database } from './database.ts';
import { acceptFinding, addRemark, type Decidable, recordChange, retireExposure, revokeAcceptance } from './decide.ts';
import type { SqlRow } from './row-text.ts';

/** @returns false where history does not know what the decision is about */
export function applyDecision(db: Database, decision: Decision): boolean {
  return db.transaction(() => {
    const { address, port, vantage } = decision;
    const id = findingId(address, port, vantage);
    const row = db.get('SELECT * FROM findings WHERE id = ?', id);
    if (typeof row?.number !== 'number') return false;
    const exposure = exposureRow(db, row.number, decision);
    if (decision.exposure !== null && exposure === undefined) return false;
    const { verdict, severity, product } = exposure ?? row;
    if (!isVerdict(verdict) || !isSeverity(severity)) return false;
    const proved = { id, verdict, severity, product: PRODUCTS.find((word) => word === product) ?? '' };
    const what = exposure === undefined ? proved : { ...proved, standing: { exposure: { id: String(exposure.id) } } };
    if (decision.kind === 'retire' && exposure === undefined) return false;
    apply(db, decision, what);
    return true;
  });
}

function apply(db: Database, decision: Decision, what: Decidable): void {
  const { kind, by, at, reason = '', owner = '', until = '', reference = '', text = '' } = decision;
  switch (kind) {
    case 'accept':
      acceptFinding(db, what, { reason, owner, until, by, at });
      break;
    case 'revoke':
      revokeAcceptance(db, what, { reason, by, at });
      break;
    case 'retire':
      retireExposure(db, what, { reason, by, at });
      break;
    case 'record-change':
      recordChange(db, what, { reference, by, at });
      break;
    default:
      addRemark(db, what, { kind, text: kind === 'ticket' ? reference : text, by, at });
  }
}

function exposureRow(db: Database, finding: number, { exposure, opened }: DecisionSubject): SqlRow | undefined {
  if (exposure === null) return undefined;
  return (
    db.get('SELECT * FROM exposures WHERE id = ?', exposure) ??
    db.get('SELECT * FROM exposures WHERE finding = ? AND opened = ?', finding, opened)
  );
}

const SUBJECT = 'f.address, f.port, f.vantage, e.id AS exposure, e.opened';

/** What people decided, as far as its rows say it: releases without decisions in the audit log kept it here alone. */
export function listDecisions(db: Database): Decision[] {
  const join = (table: string, exposure: string): string =>
    `FROM ${table} d JOIN findings f ON f.number = d.finding LEFT JOIN exposures e ON e.number = ${exposure}`;
  const accepted = db.all(
    `SELECT ${SUBJECT}, d.by, d.at, d.reason, d.owner, d.until, d.ended, d.ended_by, d.ended_why
     ${join('acceptances', 'd.exposure')} ORDER BY d.number`,
  );
  const changed = db.all(
    `SELECT ${SUBJECT}, d.by, d.at, d.reference ${join('change_records', 'NULL')} ORDER BY d.number`,
  );
  const said = db.all(
    `SELECT ${SUBJECT}, d.by, d.at, d.kind, d.text ${join('remarks', 'd.exposure')} ORDER BY d.number`,
  );
  const found: unknown[] = [
    ...accepted.map(({ ended: _, ended_by: __, ended_why: ___, ...row }) => ({ kind: 'accept', ...row })),
    ...accepted
      .filter(({ ended_by: by }) => by !== null)
      .map(({ ended: at, ended_by: by, ended_why: reason, address, port, vantage, exposure, opened }) => ({
        ...{ kind: 'revoke', address, port, vantage, exposure, opened, by, at, reason },
      })),
    ...changed.map((row) => ({ kind: 'record-change', ...row })),
    ...said.map(({ text, ...row }) => ({ ...row, ...(row.kind === 'ticket' ? { reference: text } : { text }) })),
  ];
  return found.filter(isDecision);
}
