/** Says in the report of a run from where strangers get to what it tells of, and what of that is news. Pure. */

import type { Finding, Standing } from '../domain/finding.ts';
import { REACH_NEWS_TEXTS, type StandingReach, standingReach } from '../domain/reach.ts';
import type { Comparison } from './compare.ts';
import type { ReachAt } from './reach.ts';

type Told = Pick<Comparison, 'entries' | 'shown' | 'history'>;

/** @param before as history knew it before the run */
export function tellReach<T extends Told>(comparison: T, after: ReachAt, before: ReachAt): T {
  const { entries, shown, history } = comparison;
  const reaches = new Map<string, StandingReach>();
  for (const { id, address, port, standing } of [...shown, ...history.absent]) {
    const known = after(address, port);
    const state = standing?.exposure?.state;
    if (known === undefined || state === undefined || state === 'closed') continue;
    reaches.set(id, standingReach(known.place, known.isNewlyFiltered, before(address, port)?.place));
  }
  if (reaches.size === 0) return comparison;
  const tell = <E extends Pick<Finding, 'standing'>>(entry: E, id: string): E => {
    const reach = reaches.get(id);
    return reach === undefined || entry.standing === undefined
      ? entry
      : { ...entry, standing: withReach(entry.standing, reach) };
  };
  const all = (findings: readonly Finding[]): Finding[] => findings.map((finding) => tell(finding, finding.id));
  return {
    ...comparison,
    entries: Object.fromEntries(Object.entries(entries).map(([id, entry]) => [id, tell(entry, id)])),
    shown: all(shown),
    history: { ...history, absent: all(history.absent) },
  };
}

function withReach(standing: Standing, reach: StandingReach): Standing {
  const news = reach.news === undefined ? [] : [REACH_NEWS_TEXTS[reach.news]];
  return { ...standing, changes: [...standing.changes, ...news], reach };
}
