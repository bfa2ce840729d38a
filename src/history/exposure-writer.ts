/** Writes exposures. One that goes on as it was is touched together with all others of the kind, by one statement. */

import type { Database } from './database.ts';
import type { Spell } from './life.ts';
import { insertInto, updateIn } from './rows.ts';
import type { StoredExposure } from './stored-exposure.ts';
import type { RowOf } from './tables.ts';

export interface ExposureWriter {
  /**
   * @param sighting from `ownSighting`
   * @returns the number of its row
   */
  write(spell: Spell, finding: number, sighting: string | null): number;
  /**
   * The last sighting of an exposure as JSON, where the endpoint's own is another one; null while they are one. To be asked
   * before the endpoint is written.
   */
  ownSighting(spell: Spell | undefined, isAnswered: boolean): string | null;
  flush(): void;
}

/** @param known exposures before the run, by id */
export function createExposureWriter(
  db: Database,
  run: number,
  known: ReadonlyMap<string, StoredExposure>,
): ExposureWriter {
  const insert = insertInto(db, 'exposures');
  const update = updateIn(db, 'exposures');
  const point = db.prepare('UPDATE findings SET exposure = ? WHERE number = ?');
  const touched: (number | string | null)[][] = [];
  /** Endpoints that exposures moved away from. */
  const left: number[] = [];
  return {
    write(spell, finding, sighting) {
      const stored = known.get(spell.id);
      if (stored !== undefined && stored.finding !== finding) left.push(stored.finding);
      else if (stored !== undefined && isUnchanged(stored, spell)) {
        const { tested = null, answered = null } = spell.neighbours ?? {};
        touched.push([stored.number, spell.order, tested, answered, spell.sighting().lastSeen]);
        return stored.number;
      }
      const row = rowOf(spell, finding, stored, sighting, run);
      const number = stored?.number ?? insert(row);
      if (stored !== undefined) update(number, row);
      point(number, finding);
      return number;
    },
    ownSighting(spell, isAnswered) {
      if (spell === undefined || spell.state === 'open') return null;
      return isAnswered || known.get(spell.id)?.hasSighting === true ? JSON.stringify(spell.sighting()) : null;
    },
    flush() {
      db.prepare(
        `UPDATE exposures SET last_order = j.value ->> 1, tested = j.value ->> 2, answered = j.value ->> 3,
           last_seen = j.value ->> 4, seen_run = ?
         FROM json_each(?) j WHERE exposures.number = j.value ->> 0`,
      )(run, JSON.stringify(touched));
      if (left.length === 0) return;
      db.prepare(
        `UPDATE findings SET exposure = (SELECT max(number) FROM exposures WHERE exposures.finding = findings.number)
         WHERE number IN (SELECT value FROM json_each(?))`,
      )(JSON.stringify(left));
    },
  };
}

function isUnchanged(stored: StoredExposure, spell: Spell): boolean {
  const { state, inScope, verdict, severity, product, version, owner, quiet } = spell;
  return (
    state === 'open' &&
    stored.state === 'open' &&
    quiet === null &&
    stored.quiet === null &&
    stored.inScope === inScope &&
    stored.verdict === verdict &&
    stored.severity === severity &&
    stored.product === product &&
    stored.version === version &&
    stored.owner === owner &&
    !stored.hasSighting
  );
}

function rowOf(
  spell: Spell,
  finding: number,
  stored: StoredExposure | undefined,
  sighting: string | null,
  run: number,
): RowOf<'exposures'> {
  const { id, state, how, opened, closed, owner, verdict, severity, product, version, order, quiet, neighbours } =
    spell;
  return {
    ...{ id, finding, state, how, opened, closed, owner, verdict, severity, product, version },
    in_scope: spell.inScope,
    last_seen: state === 'open' || stored === undefined ? spell.sighting().lastSeen : stored.lastSeen,
    seen_run: state === 'open' ? run : (stored?.seenRunNumber ?? null),
    last_order: order,
    quiet: quiet === null ? null : JSON.stringify(quiet),
    tested: neighbours?.tested ?? null,
    answered: neighbours?.answered ?? null,
    sighting,
  };
}
