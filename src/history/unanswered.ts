/** Writes what a run met at watched places that never answered its vantage: they have no row among the findings. */

import type { Database } from './database.ts';
import { endpointKey, type RunView } from './observe.ts';

/**
 * To be called after the findings of the run were written. Older looks undo nothing.
 * @param processes of the run, in order
 */
export function writeUnanswered(
  db: Database,
  vantage: string,
  view: Pick<RunView, 'watched' | 'resumptionsOf'>,
  processes: readonly { order: number; at: string }[],
): void {
  const put = db.prepare(
    `INSERT INTO unanswered (vantage, address, port, seen, first_at, last_at, last_order)
     SELECT ?1, ?2, ?3, ?4, ?5, ?5, ?6
     WHERE NOT EXISTS (SELECT 1 FROM findings WHERE vantage = ?1 AND address = ?2 AND port = ?3)
     ON CONFLICT (vantage, address, port) DO UPDATE SET
       first_at = iif(seen = excluded.seen, first_at, excluded.first_at),
       seen = excluded.seen, last_at = excluded.last_at, last_order = excluded.last_order
     WHERE excluded.last_order >= last_order`,
  );
  for (const [key, { state }] of view.watched) {
    if (state === 'not-tested') continue;
    const { address, port } = placeOf(key);
    const made = processes[view.resumptionsOf('', key)] ?? processes.at(-1);
    if (made === undefined) continue;
    put(vantage, address, port, state === 'closed' ? 'closed' : 'silent', made.at, made.order);
  }
  db.prepare(
    `DELETE FROM unanswered WHERE vantage = ?1 AND EXISTS (SELECT 1 FROM findings f
       WHERE f.vantage = ?1 AND f.address = unanswered.address AND f.port = unanswered.port)`,
  )(vantage);
}

/** The inverse of `endpointKey`. */
function placeOf(key: string): { address: string; port: number } {
  const [address = '', port = ''] = key.split(' ');
  const place = { address, port: Number(port) };
  if (endpointKey(place.address, place.port) !== key) throw new RangeError(`'${key}' is no key of an endpoint`);
  return place;
}
