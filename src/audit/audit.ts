/**
 * One audit run: begins it or takes it up again, has its stages done, and assembles the report.
 *
 *   walk -> sweep -> (open) probe -> journal -> assemble -> report
 */

import { SWEEP_STATES, zeroStates } from '../domain/endpoint.ts';
import type { Report } from '../domain/report.ts';
import type { RunOptions } from '../domain/run.ts';
import type { Scope } from '../domain/scope.ts';
import { isoNow, type Timer } from '../domain/time.ts';
import { createRunFolder, createRunId, findRunFolder } from '../journal/folder.ts';
import { JOURNAL_SCHEMA, openJournal } from '../journal/journal.ts';
import { listUniform } from '../journal/prefix-counts.ts';
import { readRun } from '../journal/record.ts';
import { checkResumable } from '../journal/resume.ts';
import type { RunState } from '../journal/state.ts';
import { type Prefixes, rememberLook, rememberUniform } from '../journal/uniform.ts';
import type { WatchedEndpoint } from '../journal/watch.ts';
import { createWalk } from '../scope/walk.ts';
import type { Sweep } from '../sweep/sweep.ts';
import { assembleReport } from './assemble.ts';
import { lookOf } from './probing.ts';
import { type AuditProgress, type Beginning, type Earlier, runStages } from './stages.ts';

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
  const earlier = {
    sampled: {},
    states: zeroStates(),
    late: new Set<number>(),
    lookedAgain: false,
    prefixes: new Map(),
  };
  return { folder, run, journal, position: 0, known: [], owed: [], earlier };
}

async function resumeRun(request: AuditRequest, name: string): Promise<Beginning> {
  const folder = await findRunFolder(request.out, name);
  const prefixes: Prefixes = new Map();
  const state = await readRun(folder, (probe) => rememberLook(prefixes, probe.address, lookOf(probe)));
  checkResumable(state, request);
  const journal = await openJournal(folder);
  journal.append({ kind: 'resume', at: isoNow(request.clock) });
  await journal.flush();
  const { position, uncounted: known, owed } = state;
  return { folder, run: state.start.run, journal, position, known, owed, earlier: earlierOf(state, prefixes) };
}

function earlierOf(
  { prefixes: counts, ranges, sampled, corrections, secondLook }: RunState,
  prefixes: Prefixes,
): Earlier {
  for (const { prefix } of listUniform(counts)) rememberUniform(prefixes, prefix);
  const states = zeroStates();
  for (const range of ranges) for (const word of SWEEP_STATES) states[word] += range[word];
  const late = [...corrections].filter(([, { to }]) => to === 'open').map(([position]) => position);
  return { sampled, states, late: new Set(late), lookedAgain: secondLook !== undefined, prefixes };
}
