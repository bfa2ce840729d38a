/** Puts decisions of people into a history that is made again, and takes them out of one that is to be replaced. */

import type { Decision, DecisionSubject } from '../domain/decision.ts';
import { isDecision } from '../domain/decision.ts';
import { findingId } from '../domain/finding.ts';
import { isSeverity, isVerdict } from '../domain/finding-shape.ts';
import type { Database } from './database.ts';
import type { SqlRow } from './row-text.ts';
import { insertInto } from './rows.ts';

/** @returns false where history does not know what the decision is about */
export function applyDecision(db: Database, decision: Decision): boolean {
  return db.transaction(() => {
    const { address, port, vantage } = decision;
    const row = db.get('SELECT * FROM findings WHERE id = ?', findingId(address, port, vantage));
    const finding = row?.number;
    if (row === undefined || typeof finding !== 'number') return false;
    const exposure = exposureRow(db, finding, decision);
    const number = typeof exposure?.number === 'number' ? exposure.number : null;
    if (decision.exposure !== null && number === null) return false;
    return apply(db, decision, { finding, exposure: number, proved: exposure ?? row });
  });
}

interface Target {
  finding: number;
  exposure: number | null;
  /** Verdict, severity and product of what is decided about. */
  proved: SqlRow;
}

function apply(db: Database, decision: Decision, { finding, exposure, proved }: Target): boolean {
  const { kind, by, at, reason = '', owner = '', until = '', reference = '', text = '' } = decision;
  switch (kind) {
    case 'accept': {
      const { verdict, severity, product } = proved;
      if (!isVerdict(verdict) || !isSeverity(severity)) return false;
      const what = { verdict, severity, product: String(product ?? '') };
      const end = { ended: null, ended_by: null, ended_why: null };
      insertInto(db, 'acceptances')({ finding, exposure, reason, owner, until, by, at, ...what, ...end });
      return true;
    }
    case 'revoke':
      db.prepare(
        `UPDATE acceptances SET ended = ?, ended_by = ?, ended_why = ?
         WHERE finding = ? AND exposure IS ? AND ended IS NULL`,
      )(at, by, reason, finding, exposure);
      return true;
    case 'retire':
      return exposure !== null && retire(db, decision, finding, exposure);
    case 'record-change':
      insertInto(db, 'change_records')({ finding, reference, by, at });
      return true;
    default:
      insertInto(db, 'remarks')({ finding, exposure, kind, text: kind === 'ticket' ? reference : text, by, at });
      return true;
  }
}

function retire(db: Database, { by, at, reason }: Decision, finding: number, exposure: number): boolean {
  const known = db.get(
    'SELECT e.severity, f.last_run FROM exposures e JOIN findings f ON f.number = e.finding WHERE e.number = ?',
    exposure,
  );
  const severity = isSeverity(known?.severity) ? known.severity : null;
  db.prepare(
    `UPDATE exposures SET state = 'closed', how = 'retired', closed = ? WHERE number = ? AND state <> 'closed'`,
  )(at, exposure);
  db.prepare(
    `UPDATE acceptances SET ended = ?, ended_by = ?, ended_why = 'closed' WHERE exposure = ? AND ended IS NULL`,
  )(at, by, exposure);
  const told = { lifecycle: 'resolved', what: `retired by ${by}: ${reason}`, state: 'closed', how: 'retired' } as const;
  insertInto(db, 'changes')({ finding, run: Number(known?.last_run), at, ...told, exposure, severity });
  return true;
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
