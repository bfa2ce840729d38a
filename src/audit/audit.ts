/**
 * One audit run: begins a journal or goes on with one, has the stages done, and returns the judged run.
 *
 *   walk -> sweep -> (open) probe -> journal and judgement -> judged run
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SWEEP_STATES, zeroStates } from '../domain/endpoint.ts';
import type { RunOptions } from '../domain/run.ts';
import type { Scope } from '../domain/scope.ts';
import { isoNow, type Timer } from '../domain/time.ts';
import { createRunFolder, createRunId, findRunFolder } from '../journal/folder.ts';
import { JOURNAL_SCHEMA } from '../journal/journal.ts';
import { listUniform } from '../journal/prefix-counts.ts';
import { checkResumable } from '../journal/resume.ts';
import { foldJournal } from '../journal/run-fold.ts';
import type { RunState } from '../journal/state.ts';
import { addEarlierProbe, addEarlierUniform, type Prefixes } from '../journal/uniform.ts';
import type { WatchedEndpoint } from '../journal/watch.ts';
import { createWalk } from '../scope/walk.ts';
import type { Sweep } from '../sweep/sweep.ts';
import { KeptBudget } from './kept-budget.ts';
import { gistOf } from './probing.ts';
import { type JudgedRun, RunJudge } from './run-judge.ts';
import { RunRecorder } from './run-recorder.ts';
import { type AuditProgress, type EarlierWork, RunStages } from './stages.ts';

export interface AuditRequest {
  scope: Scope;
  out: string;
  options: RunOptions;
  version: string;
  vantage: string;
  /** A run to resume: id or folder. */
  resume?: string;
  sweep: Sweep;
  /** Endpoints that earlier runs found open: the sweep state of each is kept. */
  watched?: readonly WatchedEndpoint[];
  /** Set for a run that looks at known findings again; then perhaps also the run of which it is the second look. */
  verify?: { confirms?: string };
  clock: Timer;
  /** Stops the run; what was learnt is kept. */
  signal: AbortSignal;
  /** Awaited before the first packet. */
  onStart?: (folder: string) => void | Promise<void>;
  onProgress?: (state: AuditProgress) => void;
}

/** @throws SeawallError OUTPUT_UNWRITABLE; for a run to resume also RUN_NOT_FOUND, RUN_MISMATCH, RUN_FINISHED */
export async function audit(request: AuditRequest): Promise<JudgedRun> {
  const { scope, options, clock } = request;
  const walk = createWalk(scope, options.seed, options.shard);
  const { recorder, earlier } =
    request.resume === undefined ? await startRun(request) : await resumeRun(request, request.resume, walk.size);
  await request.onStart?.(recorder.folder);
  try {
    const stages = new RunStages(request, recorder, earlier, walk);
    const reasons = await stages.run();
    recorder.append({ kind: 'end', at: isoNow(clock), reasons });
  } finally {
    await recorder.close();
  }
  return recorder.finish();
}

interface Beginning {
  recorder: RunRecorder;
  earlier: EarlierWork;
}

async function startRun({ scope, out, options, version, vantage, clock, verify }: AuditRequest): Promise<Beginning> {
  const run = createRunId(clock.now());
  const folder = await createRunFolder(out, run);
  const purpose = verify && { purpose: 'verify' as const, ...verify };
  const at = isoNow(clock);
  const recorder = await RunRecorder.begin(folder, {
    ...{ kind: 'start', schema: JOURNAL_SCHEMA, run, version, at, vantage, options, scope },
    ...purpose,
  });
  return {
    recorder,
    earlier: {
      position: 0,
      openBefore: [],
      pendingProbes: [],
      sampled: {},
      states: zeroStates(),
      foundOnRecheck: new Set(),
      lookedAgain: false,
      prefixes: new Map(),
    },
  };
}

async function resumeRun(request: AuditRequest, name: string, size: number): Promise<Beginning> {
  const folder = await findRunFolder(request.out, name);
  const prefixes: Prefixes = new Map();
  const budget = new KeptBudget();
  let judge: RunJudge | undefined;
  const fold = await foldJournal(folder, {
    onStart: (start) => {
      judge = new RunJudge(start);
    },
    onProbe: (probe, resumptions) => {
      budget.count(probe);
      if (judge !== undefined)
        addEarlierProbe(prefixes, probe.address, gistOf(judge.add(probe, resumptions), probe.attempts));
    },
  });
  const state = fold.state();
  checkResumable(state, { ...request, size, isReported: existsSync(join(folder, 'run.json')) });
  const at = isoNow(request.clock);
  const recorder = await RunRecorder.resume(folder, at, fold, judge ?? new RunJudge(fold.start), budget);
  return { recorder, earlier: earlierWork(state, prefixes) };
}

function earlierWork(state: RunState, prefixes: Prefixes): EarlierWork {
  for (const { prefix } of listUniform(state.prefixes)) addEarlierUniform(prefixes, prefix);
  const states = zeroStates();
  for (const range of state.ranges) for (const word of SWEEP_STATES) states[word] += range[word];
  return {
    position: state.position,
    openBefore: state.uncounted,
    // What an older run left out is asked now.
    pendingProbes: [...state.pendingProbes, ...state.leftOut],
    sampled: state.sampled,
    states,
    foundOnRecheck: new Set([...state.corrections].filter(([, { to }]) => to === 'open').map(([position]) => position)),
    lookedAgain: state.secondLook !== undefined,
    prefixes,
  };
}
