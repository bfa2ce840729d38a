/** What people said of findings: tickets, assignees, and how many comments. */

import type { Remarks } from '../domain/finding.ts';
import type { Database } from './database.ts';

/** By the id of the exposure, or of the finding for what is said of an answer that is none. */
export type RemarksById = ReadonlyMap<string, Remarks>;

/** @param vantage of all vantages without one */
export function loadRemarks(db: Database, vantage?: string): RemarksById {
  const rows = db.all(
    `SELECT coalesce(e.id, f.id) AS subject, m.kind, m.text
     FROM remarks m JOIN findings f ON f.number = m.finding LEFT JOIN exposures e ON e.number = m.exposure
     ${vantage === undefined ? '' : 'WHERE f.vantage = ?'} ORDER BY m.number`,
    ...(vantage === undefined ? [] : [vantage]),
  );
  const found = new Map<string, Remarks>();
  for (const { subject, kind, text } of rows) {
    const said = found.get(String(subject)) ?? { comments: 0 };
    found.set(String(subject), said);
    if (kind === 'comment') said.comments += 1;
    else if (kind === 'ticket' || kind === 'assignee') said[kind] = String(text);
  }
  for (const [subject, said] of found) found.set(subject, withoutEmpty(said));
  return found;
}

/** An empty text takes away what was said. */
function withoutEmpty({ ticket = '', assignee = '', comments }: Remarks): Remarks {
  return { ...(ticket !== '' && { ticket }), ...(assignee !== '' && { assignee }), comments };
}
