/** The findings that a verification looks at again. */

import { SeawallError } from '../domain/errors.ts';
import type { Deadlines } from '../domain/finding.ts';
import type { StoredFinding } from '../domain/history.ts';
import { SEVERITIES } from '../domain/verdicts.ts';
import { withHistoryOf } from '../history/history-file.ts';
import { findFinding, listFindings } from '../history/query.ts';

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
export function listTargets({ out, vantage, only, deadlines, now }: TargetQuery): StoredFinding[] {
  return withHistoryOf(
    out,
    (db) => {
      if (only.length > 0) return only.map((id) => fromHere(findFinding(db, id, { now, deadlines }), vantage));
      const filter = { vantage, unresolved: true, severities: SEVERITIES.filter((word) => word !== 'info') } as const;
      return listFindings(db, { now, deadlines, filter });
    },
    [],
  );
}

/** The same findings as history holds them now. */
export function listAgain(
  targets: readonly StoredFinding[],
  { out, deadlines, now }: Pick<TargetQuery, 'out' | 'deadlines' | 'now'>,
): StoredFinding[] {
  const ids = new Set(targets.map(({ finding }) => finding.id));
  const all = withHistoryOf(out, (db) => listFindings(db, { now, deadlines }), []);
  return all.filter(({ finding }) => ids.has(finding.id));
}

/** The view from one vantage says nothing of the view from another. */
function fromHere(stored: StoredFinding, vantage: string): StoredFinding {
  const { finding } = stored;
  if (finding.vantage === vantage) return stored;
  const message = `${finding.id} was seen from ${finding.vantage}: look again from there, with --vantage ${finding.vantage}`;
  throw new SeawallError({ code: 'USAGE', message });
}
