/**
 * Writes the sweep state of endpoints that earlier runs found open to the journal: the counts of a range do not say which of
 * its endpoints closed.
 */

import type { SweepRecord, Walk } from '../domain/endpoint.ts';
import type { WatchedLine } from './journal.ts';

export interface WatchedEndpoint {
  address: string;
  port: number;
}

/** @returns a listener for every settled endpoint; it writes those that are watched and not open */
export function createWatch(
  watched: readonly WatchedEndpoint[],
  walk: Pick<Walk, 'find'>,
  journal: { append(line: WatchedLine): void },
): (record: SweepRecord) => void {
  const byPosition = new Map<number, WatchedEndpoint>();
  for (const { address, port } of watched) {
    const position = walk.find(address, port);
    if (position !== undefined) byPosition.set(position, { address, port });
  }
  return (record) => {
    if (record.state === 'open') return;
    const endpoint = byPosition.get(record.position);
    if (endpoint === undefined) return;
    journal.append({ kind: 'watched', ...endpoint, state: record.state, reason: record.reason });
  };
}
