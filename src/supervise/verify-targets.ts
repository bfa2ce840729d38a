/** The findings that a verification looks at again. */

import { formatPlace, type PlacePattern } from '../domain/address.ts';
import { SeawallError } from '../domain/errors.ts';
import type { Deadlines } from '../domain/finding.ts';
import type { StoredFinding } from '../domain/history.ts';
import { SEVERITIES } from '../domain/verdicts.ts';
import type { Warn } from '../history/damage.ts';
import { withHistoryOf } from '../history/history-file.ts';
import { findFinding, listFindings } from '../history/query.ts';

export interface TargetQuery {
  out: string;
  vantage: string;
  /** Ids, or beginnings of them. With no id and no place: all that is open or unverified and more than information. */
  only: readonly string[];
  /** All that history knows at these, closed or not. */
  places?: readonly PlacePattern[];
  deadlines: Deadlines;
  /** ISO time that ages are counted to. */
  now: string;
  /** Told of damaged rows. */
  warn?: Warn;
}

/** @throws SeawallError FINDING_NOT_FOUND, or USAGE for one that was seen from elsewhere */
export function listTargets({ out, vantage, only, places = [], deadlines, now, warn }: TargetQuery): StoredFinding[] {
  if (only.length === 0 && places.length === 0) {
    const filter = { vantage, unresolved: true, severities: SEVERITIES.filter((word) => word !== 'info') } as const;
    return withHistoryOf(out, (db) => listFindings(db, { now, deadlines, filter }), [], warn);
  }
  const named = withHistoryOf(
    out,
    (db) => [
      ...only.map((id) => fromHere(findFinding(db, id, { now, deadlines }), vantage)),
      ...places.flatMap((place) => seenFrom(vantage, place, listFindings(db, { now, deadlines, filter: place }))),
    ],
    undefined,
    warn,
  );
  const [first] = places;
  if (named === undefined && first !== undefined) throw unknownPlace(first);
  return [...new Map(named?.map((stored) => [stored.finding.id, stored])).values()];
}

/** The findings at a place that were seen from this vantage. @throws SeawallError where there are none */
function seenFrom(vantage: string, place: PlacePattern, known: readonly StoredFinding[]): StoredFinding[] {
  const here = known.filter(({ finding }) => finding.vantage === vantage);
  const [elsewhere] = known;
  if (here.length > 0) return here;
  if (elsewhere !== undefined) return [fromHere(elsewhere, vantage)];
  throw unknownPlace(place);
}

function unknownPlace(place: PlacePattern): SeawallError {
  const message = `no finding at ${formatPlace(place)}: 'seawall findings --state all' lists all, 'seawall audit' finds new ones`;
  return new SeawallError({ code: 'FINDING_NOT_FOUND', message });
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
