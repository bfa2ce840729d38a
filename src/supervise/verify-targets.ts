/** The findings that a verification looks at again. */

import { formatPlace, type PlacePattern } from '../domain/address.ts';
import { SeawallError } from '../domain/errors.ts';
import type { Deadlines } from '../domain/finding.ts';
import type { StoredFinding } from '../domain/history.ts';
import { SEVERITIES } from '../domain/verdicts.ts';
import type { Warn } from '../history/damage.ts';
import { readHistory, withHistoryOf } from '../history/history-file.ts';
import { listNamed } from '../history/named.ts';
import { listFindings } from '../history/query.ts';

export interface TargetQuery {
  out: string;
  vantage: string;
  /** Ids of findings or exposures, beginnings of them, or places. With no id and no place: all that is open or unverified and more than information. */
  only: readonly string[];
  /** All that history knows at these, closed or not. */
  places?: readonly PlacePattern[];
  deadlines: Deadlines;
  /** ISO time that ages are counted to. */
  now: string;
  /** Told of damaged rows. */
  warn?: Warn;
}

/**
 * @throws SeawallError FINDING_NOT_FOUND, FINDING_AMBIGUOUS, USAGE for one that was seen from elsewhere, or that of a folder
 * without a history
 */
export function listTargets({ out, vantage, only, places = [], deadlines, now, warn }: TargetQuery): StoredFinding[] {
  const query = { now, deadlines };
  if (only.length === 0 && places.length === 0) {
    const filter = { vantage, unresolved: true, severities: SEVERITIES.filter((word) => word !== 'info') } as const;
    return readHistory(out, (db) => listFindings(db, { ...query, filter }), warn);
  }
  const words = [...only, ...places.map(formatPlace)];
  const meaning = { allPorts: true, allVantages: true };
  const named = readHistory(
    out,
    (db) => words.flatMap((word) => seenFrom(vantage, listNamed(db, [word], query, meaning))),
    warn,
  );
  return [...new Map(named.map((stored) => [stored.finding.id, stored])).values()];
}

/** Those of them that were seen from this vantage: the view from one says nothing of the view from another. */
function seenFrom(vantage: string, named: readonly StoredFinding[]): StoredFinding[] {
  const here = named.filter(({ finding }) => finding.vantage === vantage);
  const [elsewhere] = named;
  if (here.length > 0 || elsewhere === undefined) return here;
  const { id, vantage: from } = elsewhere.finding;
  const message = `${id} was seen from ${from}: look again from there, with --vantage ${from}`;
  throw new SeawallError({ code: 'USAGE', message });
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
