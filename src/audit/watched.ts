/** The endpoints whose sweep state a run keeps one by one, because history or the scope file knows them. */

import { type Scope, standsOf } from '../domain/scope.ts';
import type { Warn } from '../history/damage.ts';
import { historyPath, withHistoryOf } from '../history/history-file.ts';
import { loadRows } from '../history/load.ts';
import { listOpenEndpoints } from '../history/query.ts';
import { listRuns } from '../journal/folder.ts';
import type { WatchedEndpoint } from '../journal/watch.ts';

/** Of history: memory is bounded. */
const MAX_WATCHED = 200_000;

/**
 * Those that the scope declares, then those that are open in history; from a declared vantage also those that are open in
 * the view of another one, so that a refusal from here can be proved. A history that cannot be used is refused here, and
 * every row that is damaged is said, before the first packet.
 * @throws SeawallError HISTORY_VERSION, HISTORY_UNUSABLE
 */
export function listWatched(out: string, vantage: string, scope: Scope, warn?: Warn): WatchedEndpoint[] {
  const declared = (scope.known ?? []).map(({ address, port }) => ({ address, port }));
  const others = standsOf(scope, vantage) === undefined ? [] : (scope.vantages ?? []).map(({ name }) => name);
  const known = withHistoryOf(
    out,
    (db) => {
      loadRows(db, 'f.vantage = ?', vantage);
      return listOpenEndpoints(db, vantage, MAX_WATCHED, others);
    },
    [],
    warn,
  );
  return [...declared, ...known];
}

/** Says that the history of earlier runs is gone: their ages, deadlines and decisions would begin anew without a word. */
export async function warnOfLostHistory(out: string, warn: Warn): Promise<void> {
  if (withHistoryOf(out, () => true, false)) return;
  const path = historyPath(out);
  const runs = await listRuns(out).catch(() => []);
  if (runs.length === 0) return;
  warn(
    `${path} is missing beside ${runs.length === 1 ? 'a run' : `${runs.length} runs`}: ages, deadlines and acceptances begin anew; put it back from a backup, or make it from the journals with 'seawall history rebuild --out ${out}'`,
  );
}
