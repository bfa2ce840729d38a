/**
 * One audit run: begins it or takes it up again, has its stages done, and assembles the report.
 *
 *   walk -> sweep -> (open) probe -> journal -> assemble -> report
 */

import { assembleReport } from './assemble.ts';
import type { Report, RunOptions, Scope, Timer } from './model.ts';
import { createRunFolder, createRunId, findRunFolder } from './run/folder.ts';
import { JOURNAL_SCHEMA, openJournal } from './run/journal.ts';
import { readRun } from './run/record.ts';
import { checkResumable } from './run/resume.ts';
import type { WatchedEndpoint } from './run/watch.ts';
import { createWalk } from './scope/walk.ts';
import { type AuditProgress, type Beginning, runStages } from './stages.ts';
import type { Sweep } from './sweep/sweep.ts';

export interface AuditRequest {
  scope: Scope;
  out: string;
  options: RunOptions;
  version: string;
  vantage: string;
  /** A run to take up again: id, folder or `latest`. */
  resume?: string;
  sweep: Sweep;
  /** Endpoints that earlier runs found answering: what becomes of each is kept. */
  watched?: readonly WatchedEndpoint[];
  /** A run that looks at known findings again, and perhaps the run of which it is the second look. */
  verify?: { confirms?: string };
  clock: Timer;
  /** Stops the run; what was learnt is kept. */
  signal: AbortSignal;
  /** Awaited before the first packet. */
  onStart?: (folder: string) => void | Promise<void>;
  onProgress?: (state: AuditProgress) => void;
}

export interface AuditResult {
  folder: string;
  report: Report;
}

export async function audit(request: AuditRequest): Promise<AuditResult> {
  const { scope, options, clock } = request;
  const walk = createWalk(scope, options.seed, options.shard);
  const beginning = request.resume === undefined ? await startRun(request) : await resumeRun(request, request.resume);
  const { folder, journal } = beginning;
  await request.onStart?.(folder);
  try {
    const reasons = await runStages(request, beginning, walk);
    journal.append({ kind: 'end', at: isoNow(clock), reasons });
  } finally {
    await journal.close();
  }
  return { folder, report: await assembleReport(folder) };
}

async function startRun({ scope, out, options, version, vantage, clock, verify }: AuditRequest): Promise<Beginning> {
  const run = createRunId(clock.now());
  const folder = await createRunFolder(out, run);
  const journal = await openJournal(folder);
  const purpose = verify && { purpose: 'verify' as const, ...verify };
  const at = isoNow(clock);
  journal.append({ kind: 'start', schema: JOURNAL_SCHEMA, run, version, at, vantage, options, scope, ...purpose });
  await journal.flush();
  return { folder, run, journal, position: 0, known: [], owed: [] };
}

async function resumeRun(request: AuditRequest, name: string): Promise<Beginning> {
  const folder = await findRunFolder(request.out, name);
  const state = await readRun(folder, () => undefined);
  checkResumable(state, request);
  const journal = await openJournal(folder);
  journal.append({ kind: 'resume', at: isoNow(request.clock) });
  await journal.flush();
  return { folder, run: state.start.run, journal, position: state.position, known: state.uncounted, owed: state.owed };
}

function isoNow(clock: Timer): string {
  return new Date(clock.now()).toISOString();
}
