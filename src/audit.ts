/**
 * One audit run: wires the stages, counts, stops in time, and names the outcome.
 *
 *   walk -> sweep -> (open) probe -> journal -> assemble -> report
 */

import { setMaxListeners } from 'node:events';
import { assembleReport } from './assemble.ts';
import { classify } from './classify/classify.ts';
import { SeawallError } from './errors.ts';
import type {
  OpenRecord,
  PartialReason,
  ProbeRecord,
  Report,
  RunOptions,
  Scope,
  Severity,
  StateCounts,
  Timer,
  Walk,
} from './model.ts';
import { createProbePool } from './probe/pool.ts';
import { createProber } from './probe/probe.ts';
import { createRunFolder, createRunId, findRunFolder } from './run/folder.ts';
import { JOURNAL_SCHEMA, type JournalWriter, openJournal } from './run/journal.ts';
import { readRun } from './run/record.ts';
import { checkResumable } from './run/resume.ts';
import { createTally } from './run/tally.ts';
import { createPermit } from './scope/permit.ts';
import { createWalk, emptySpot } from './scope/walk.ts';
import { steer } from './steer.ts';
import { createPace } from './sweep/pace.ts';
import { noSigns, type Sweep, type SweepJob } from './sweep/sweep.ts';

export interface AuditRequest {
  scope: Scope;
  out: string;
  options: RunOptions;
  version: string;
  vantage: string;
  /** A run to take up again: id, folder or `latest`. */
  resume?: string;
  sweep: Sweep;
  clock: Timer;
  /** Stops the run; what was learnt is kept. */
  signal: AbortSignal;
  onStart?: (folder: string) => void;
  onProgress?: (state: AuditProgress) => void;
}

export interface AuditProgress {
  done: number;
  total: number;
  states: StateCounts;
  exposed: number;
  probing: number;
}

export interface AuditResult {
  folder: string;
  report: Report;
}

/** Milliseconds between checkpoints: a killed run loses no more than this. */
const CHECKPOINT = 1_000;
const EXPOSED: readonly Severity[] = ['critical', 'high'];

/** Where a run begins: at the start, or where an earlier one stopped. */
interface Beginning {
  folder: string;
  run: string;
  journal: JournalWriter;
  position: number;
  known: OpenRecord[];
  owed: OpenRecord[];
}

export async function audit(request: AuditRequest): Promise<AuditResult> {
  const { scope, options, clock } = request;
  const walk = createWalk(scope, options.seed, options.shard);
  const beginning = request.resume === undefined ? await startRun(request) : await resumeRun(request, request.resume);
  const { folder, journal } = beginning;
  request.onStart?.(folder);
  try {
    const reasons = await runStages(request, beginning, walk);
    journal.append({ kind: 'end', at: isoNow(clock), reasons });
  } finally {
    await journal.close();
  }
  return { folder, report: await assembleReport(folder) };
}

async function startRun({ scope, out, options, version, vantage, clock }: AuditRequest): Promise<Beginning> {
  const run = createRunId(clock.now());
  const folder = await createRunFolder(out, run);
  const journal = await openJournal(folder);
  journal.append({ kind: 'start', schema: JOURNAL_SCHEMA, run, version, at: isoNow(clock), vantage, options, scope });
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

/** Sweeps and probes until the walk is done or the run is stopped. @returns why it is not complete, if it is not */
async function runStages(request: AuditRequest, beginning: Beginning, walk: Walk): Promise<PartialReason[]> {
  const { scope, options, clock } = request;
  const { journal, position } = beginning;
  const stop = new AbortController();
  // Every connection in flight listens.
  setMaxListeners(0, stop.signal);
  const outOfTime =
    options.maxDuration === null ? undefined : setTimeout(() => stop.abort('out-of-time'), options.maxDuration);
  const interrupt = (): void => stop.abort('interrupted');
  if (request.signal.aborted) interrupt();
  request.signal.addEventListener('abort', interrupt, { once: true });

  const permit = createPermit(scope, clock);
  const pace = createPace({ rate: options.rate, prefixRate: options.prefixRate, clock });
  const tally = createTally(position, rangeReader(walk));
  // Endpoints that an earlier process found open are settled, not swept again.
  for (const open of beginning.known) tally.settle(open.position, 'open');
  const signs = noSigns();
  let exposed = 0;
  const fault = (message: string): void => journal.append({ kind: 'fault', at: isoNow(clock), message });
  const pool = createProbePool(
    createProber({
      permit,
      pace,
      clock,
      signal: stop.signal,
      timeout: options.timeout,
      userAgent: userAgents(request, beginning.run),
    }),
    options.probes,
    (probe: ProbeRecord) => {
      journal.append({ kind: 'probe', probe });
      if (EXPOSED.includes(classify(probe).severity)) exposed += 1;
    },
    (error, open) => {
      // A stopped probe is owed to the next run.
      if (!stop.signal.aborted)
        fault(`probe of ${open.address}:${open.port}: ${error instanceof Error ? error.message : String(error)}`);
    },
  );

  let failure: SeawallError | undefined;
  const checkpoint = (): Promise<void> => {
    const taken = tally.take();
    if (taken !== undefined) journal.append({ kind: 'checkpoint', at: isoNow(clock), ...taken });
    return journal.flush().catch((error: unknown) => {
      // Facts that cannot be kept are not worth gathering.
      failure ??= error instanceof SeawallError ? error : undefined;
      stop.abort('interrupted');
    });
  };
  const report = (): void =>
    request.onProgress?.({
      done: tally.settled,
      total: walk.size,
      states: { ...tally.seen },
      exposed,
      probing: pool.pending,
    });
  const beat = setInterval(() => {
    void checkpoint();
    report();
  }, CHECKPOINT);

  const letGo = steer({
    folder: beginning.folder,
    ceiling: options.rate,
    pace,
    signs,
    seen: tally.seen,
    clock,
    onPoint: (point) => journal.append({ kind: 'rate', ...point }),
    onStop: interrupt,
  });

  try {
    for (const open of beginning.owed) {
      pool.add(open);
      await pool.room();
    }
    const job: SweepJob = {
      plan: { scope, seed: options.seed, shard: options.shard },
      walk,
      permit,
      pace,
      places: { from: position, to: walk.size, step: 1, skip: beginning.known.map((open) => open.position) },
      limit: () => tally.limit,
      concurrency: options.concurrency,
      timeout: options.timeout,
      retries: options.retries,
      signal: stop.signal,
      clock,
      signs,
    };
    for await (const batch of request.sweep.run(job)) {
      for (const record of batch) {
        tally.settle(record.position, record.state, 'reason' in record ? record.reason : '');
        if (record.state !== 'open') continue;
        journal.append({ kind: 'open', open: record });
        pool.add(record);
      }
      await pool.room();
    }
  } catch (error) {
    fault(`sweep: ${error instanceof Error ? error.message : String(error)}`);
  }
  letGo();
  await pool.idle();
  clearInterval(beat);
  clearTimeout(outOfTime);
  request.signal.removeEventListener('abort', interrupt);
  await checkpoint();
  report();
  if (failure !== undefined) throw failure;
  const unfinished = tally.position < walk.size || stop.signal.aborted;
  return unfinished
    ? [stop.signal.reason === 'out-of-time' ? 'out-of-time' : stop.signal.aborted ? 'interrupted' : 'faulted']
    : [];
}

/** The range of an endpoint, by its place. */
function rangeReader(walk: Walk): (position: number) => number {
  const spot = emptySpot();
  return (position) => {
    walk.read(position, spot);
    return spot.range;
  };
}

/** Says who asks and whom to call: one text per range, because contacts differ. */
function userAgents({ scope, version }: AuditRequest, run: string): (range: number) => string {
  const texts = scope.ranges.map(({ contact }) => `seawall/${version} (${contact}; run ${run})`);
  return (range) => texts[range] ?? `seawall/${version} (run ${run})`;
}

function isoNow(clock: Timer): string {
  return new Date(clock.now()).toISOString();
}
