/** Runs as they are listed: what history and the folders of runs know of them, put together. Pure. */

import type { PartialReason } from './run.ts';
import { startOfRun } from './run-id.ts';

/** `unfinished`: without an end, so killed or under way; `unknown`: its folder cannot be read. */
export const LISTED_OUTCOMES = ['finished', 'partial', 'unfinished', 'unknown'] as const;
export type ListedOutcome = (typeof LISTED_OUTCOMES)[number];

/** A run as its folder, or history, tells it. */
export interface RunSketch {
  id: string;
  purpose: 'audit' | 'verify';
  vantage: string;
  /** `1/1` for a whole run. */
  shard: string;
  startedAt: string;
  /** Null for one without an end. */
  finishedAt: string | null;
  outcome: ListedOutcome;
  reasons: PartialReason[];
  /** Of its endpoints, those that were tested; null where that is not known. */
  percent: number | null;
  /** Findings of these severities; null where that is not known. */
  critical: number | null;
  high: number | null;
}

/** A run as history holds it. */
export interface RecordedRun extends RunSketch {
  /** Exposures that opened and closed with this run. */
  opened: number;
  resolved: number;
}

export interface ListedRun extends RunSketch {
  /** Null where history does not have the run. */
  opened: number | null;
  resolved: number | null;
  /** History has it. */
  recorded: boolean;
  /** Its folder is there; a pruned run has none. */
  folder: boolean;
}

/** Ids of all runs, newest first. */
export function allRunIds(recorded: readonly RecordedRun[], folders: readonly string[]): string[] {
  return [...new Set([...recorded.map(({ id }) => id), ...folders])].sort().reverse();
}

/**
 * History's word first; why a run is partial stands in its folder alone. One that history has, and that was taken up again
 * since, is as its folder says.
 */
export function listRun(id: string, recorded: RecordedRun | undefined, sketch: RunSketch | undefined): ListedRun {
  const folder = sketch !== undefined;
  if (recorded === undefined)
    return { ...(sketch ?? unknownRun(id)), opened: null, resolved: null, recorded: false, folder };
  const now = sketch?.outcome === 'unfinished' ? sketch : recorded;
  return { ...recorded, ...now, reasons: sketch?.reasons ?? recorded.reasons, recorded: true, folder };
}

/** Of a folder that cannot be read, only its name says something. */
export function unknownRun(id: string): RunSketch {
  return {
    ...{ id, purpose: 'audit', vantage: '', shard: '1/1', startedAt: startOfRun(id), finishedAt: null },
    ...{ outcome: 'unknown', reasons: [], percent: null, critical: null, high: null },
  };
}
