/**
 * Makes a history again: every run in the order in which the runs began and ended, through the same judging and recording
 * as then, and between them what people decided.
 */

import { basename, join } from 'node:path';
import type { Decision } from '../domain/decision.ts';
import { errorCode, reasonOf, SeawallError } from '../domain/errors.ts';
import { applyDecision } from '../history/apply-decision.ts';
import type { Database } from '../history/database.ts';
import { recordStart } from '../history/store.ts';
import { listRuns } from '../journal/folder.ts';
import { readProcesses } from '../journal/processes.ts';
import { type LaterRun, recordFromJournal, type ScopeSettings } from './record-later.ts';

export interface RebuildRequest {
  /** The folder of the runs. */
  out: string;
  decisions: readonly Decision[];
  /** What lies beside the scope files of a run. */
  settingsOf(files: readonly string[]): Promise<ScopeSettings>;
  /** Told of what could not be made again. */
  warn(text: string): void;
}

export interface Rebuilt {
  runs: number;
  decisions: number;
}

type Event =
  | { at: string; kind: 'start'; run: string }
  | { at: string; kind: 'record'; run: LaterRun; files: readonly string[] }
  | { at: string; kind: 'decision'; decision: Decision };

/** @param db an empty history */
export async function rebuildHistory(db: Database, request: RebuildRequest): Promise<Rebuilt> {
  const { decisions, warn } = request;
  const events: Event[] = await listRunEvents(request);
  for (const decision of decisions) events.push({ at: decision.at, kind: 'decision', decision });
  // A stable order: of one moment, what a run did stays in its order, and decisions come last.
  events.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const recorded = new Set<string>();
  let decided = 0;
  for (const event of events) {
    if (event.kind === 'start') recordStart(db, event.run, event.at);
    else if (event.kind === 'record') {
      if (await record(db, event, request)) recorded.add(event.run.folder);
    } else if (applyDecision(db, event.decision)) decided += 1;
    else warn(`${describe(event.decision)}: not made again, for no run that is left knows what it is about`);
  }
  return { runs: recorded.size, decisions: decided };
}

async function record(
  db: Database,
  { run, files }: Extract<Event, { kind: 'record' }>,
  { settingsOf, warn }: RebuildRequest,
): Promise<boolean> {
  try {
    await recordFromJournal(run, await settingsOf(files), { into: db, warn });
    return true;
  } catch (error) {
    // A damaged journal, or a first look that is gone, costs its own run alone.
    if (!(error instanceof SeawallError) || error.code.startsWith('HISTORY')) throw error;
    warn(`${basename(run.folder)} is left out: ${error.message}`);
    return false;
  }
}

async function listRunEvents({ out, warn }: RebuildRequest): Promise<Event[]> {
  const events: Event[] = [];
  for (const id of (await listRuns(out)).sort()) {
    const folder = join(out, id);
    try {
      events.push(...(await eventsOf(folder, id)));
    } catch (error) {
      // Without a journal, or with a damaged one.
      if (!(error instanceof SeawallError) && errorCode(error) !== 'ENOENT') throw error;
      warn(`${id} is left out: ${reasonOf(error)}`);
    }
  }
  return events;
}

/** A process that was killed recorded nothing. Nor did a first look: the second one is recorded, with both. */
async function eventsOf(folder: string, id: string): Promise<Event[]> {
  const { start, processes } = await readProcesses(folder);
  const { purpose, confirms, scope } = start;
  const isFirstLook = purpose === 'verify' && confirms === undefined;
  return processes.flatMap(({ startedAt, endedAt }, i): Event[] => {
    const begun: Event = { at: startedAt, kind: 'start', run: id };
    if (endedAt === undefined || isFirstLook) return [begun];
    const run: LaterRun = { folder, processes: i + 1, ...(confirms !== undefined && { confirms }) };
    return [begun, { at: endedAt, kind: 'record', run, files: scope.files }];
  });
}

function describe({ kind, address, port, vantage, by, at }: Decision): string {
  return `${kind} of ${address} ${port} from ${vantage}, by ${by} at ${at}`;
}
