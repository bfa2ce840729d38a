/** The endpoints whose sweep state a run keeps one by one, because history or the scope file knows them. */

import type { Scope } from '../domain/scope.ts';
import type { Warn } from '../history/damage.ts';
import { withHistoryOf } from '../history/history-file.ts';
import { listOpenEndpoints } from '../history/query.ts';
import type { WatchedEndpoint } from '../journal/watch.ts';

/** Of history: memory is bounded. */
const MAX_WATCHED = 200_000;

/**
 * Those that the scope declares, then those that are open in history, worst first. A history that cannot be used is
 * refused here, before the first packet.
 * @throws SeawallError HISTORY_VERSION, HISTORY_UNUSABLE
 */
export function listWatched(out: string, vantage: string, scope: Scope, warn?: Warn): WatchedEndpoint[] {
  const declared = (scope.known ?? []).map(({ address, port }) => ({ address, port }));
  return [...declared, ...withHistoryOf(out, (db) => listOpenEndpoints(db, vantage, MAX_WATCHED), [], warn)];
}
