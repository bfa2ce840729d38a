/** The findings that a verification looks at again. */

import { withHistoryOf } from '../audit/history-file.ts';
import { SeawallError } from '../domain/errors.ts';
import type { RememberedFinding } from '../domain/history.ts';
import { findRemembered, listRemembered } from '../history/query.ts';
import type { Deadlines } from '../history/standing.ts';

export interface TargetQuery {
  out: string;
  vantage: string;
  /** Ids, or beginnings of them; empty for all that is open or unverified and more than information. */
  only: readonly string[];
  deadlines: Deadlines;
  /** ISO time that ages are counted to. */
  now: string;
}

/** @throws SeawallError FINDING_NOT_FOUND, or USAGE for one that was seen from elsewhere */
export function listTargets({ out, vantage, only, deadlines, now }: TargetQuery): RememberedFinding[] {
  return withHistoryOf(
    out,
    (db) => {
      if (only.length > 0) return only.map((id) => fromHere(findRemembered(db, id, { now, deadlines }), vantage));
      const where = {
        sql: `f.vantage = ? AND f.state <> 'resolved' AND f.severity <> 'info'`,
        values: [vantage],
      };
      return listRemembered(db, { now, deadlines, where });
    },
    [],
  );
}

/** The same findings as history holds them now. */
export function listAgain(
  targets: readonly RememberedFinding[],
  { out, deadlines, now }: Pick<TargetQuery, 'out' | 'deadlines' | 'now'>,
): RememberedFinding[] {
  const ids = new Set(targets.map(({ finding }) => finding.id));
  const all = withHistoryOf(out, (db) => listRemembered(db, { now, deadlines }), []);
  return all.filter(({ finding }) => ids.has(finding.id));
}

/** The view from one vantage says nothing of the view from another. */
function fromHere(remembered: RememberedFinding, vantage: string): RememberedFinding {
  const { finding } = remembered;
  if (finding.vantage === vantage) return remembered;
  const message = `${finding.id} was seen from ${finding.vantage}: look again from there, with --vantage ${finding.vantage}`;
  throw new SeawallError({ code: 'USAGE', message });
}
