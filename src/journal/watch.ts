/** Keeps the sweep's word on endpoints that earlier runs found answering: counts alone do not tell which of them closed. */

import type { SweepRecord, Walk } from '../domain/endpoint.ts';
import type { JournalWriter } from './journal.ts';

export interface WatchedEndpoint {
  address: string;
  port: number;
}

/** @returns to be told of every settled endpoint; writes those that are watched and not open */
export function createWatch(
  watched: readonly WatchedEndpoint[],
  walk: Pick<Walk, 'find'>,
  journal: Pick<JournalWriter, 'append'>,
): (record: SweepRecord) => void {
  const places = new Map<number, WatchedEndpoint>();
  for (const { address, port } of watched) {
    const position = walk.find(address, port);
    if (position !== undefined) places.set(position, { address, port });
  }
  return (record) => {
    if (record.state === 'open') return;
    const place = places.get(record.position);
    if (place !== undefined) journal.append({ kind: 'watched', ...place, state: record.state, reason: record.reason });
  };
}
