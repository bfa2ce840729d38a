/** Executes a run plan: watched endpoints from history, the audit, and the comparison with history. Writes no report. */

import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf, SeawallError } from '../domain/errors.ts';
import type { Deadlines } from '../domain/finding.ts';
import type { ReviewedAcceptance } from '../domain/review.ts';
import type { RunOptions } from '../domain/run.ts';
import type { Scope } from '../domain/scope.ts';
import { isoNow, type Timer } from '../domain/time.ts';
import { sayOnce, type Warn } from '../history/damage.ts';
import { findRunFolder } from '../journal/folder.ts';
import { audit } from './audit.ts';
import { sizeHeapForReports } from './heap-size.ts';
import { beginInHistory, type ComparedRun, recordInHistory } from './record-history.ts';
import type { JudgedRun } from './run-judge.ts';
import type { AuditProgress } from './stages.ts';
import { createSweep } from './sweep-engines.ts';
import { listWatched, warnOfLostHistory } from './watched.ts';

/** A run as it was asked for. */
export interface RunPlan {
  scope: Scope;
  options: RunOptions;
  vantage: string;
  /** The folder of runs and history. */
  out: string;
  /** A run to resume: id or folder. */
  resume?: string;
  /** Days until a finding must be closed, by severity. */
  deadlines: Deadlines;
  /** Acceptances of the reviewed files beside the scope. */
  reviews?: readonly ReviewedAcceptance[];
}

/** Given by what surrounds a run. */
export interface ExecuteContext {
  version: string;
  clock: Timer;
  signal: AbortSignal;
  /** Awaited before the first packet. */
  onStart: (folder: string) => void | Promise<void>;
  onProgress?: (state: AuditProgress) => void;
  /** Called when the last packet was sent, also where the run failed. */
  onSwept?: () => void;
  /** Told of rows of the history that are damaged. */
  onDamage?: Warn;
  /** Told where the clock is behind the newest run that history knows. */
  onClockBehind?: (newest: string) => void;
}

export interface ExecutedRun extends ComparedRun {
  folder: string;
  /** Set where history could not be written: the reports are then without it. */
  historyError?: SeawallError;
  /** The run was stopped before its second look: nothing is confirmed, and history knows nothing of it. */
  isUnconfirmed?: true;
}

/** @throws SeawallError before the first packet, or where the journal cannot be written */
export async function execute(plan: RunPlan, given: ExecuteContext): Promise<ExecutedRun> {
  const context = { ...given, ...(given.onDamage && { onDamage: sayOnce(given.onDamage) }) };
  const { scope, options, vantage, out, resume } = plan;
  const { onSwept, onDamage, ...rest } = numbered(context);
  // A run that is resumed may lie elsewhere, and its history beside it.
  const home = resume === undefined ? out : dirname(await findRunFolder(out, resume));
  if (onDamage !== undefined) await warnOfLostHistory(home, onDamage);
  const watched = listWatched(home, vantage, scope, onDamage);
  let judged: JudgedRun;
  try {
    const sweep = createSweep(options.engine, options);
    judged = await audit({ scope, out, options, vantage, sweep, watched, ...(resume && { resume }), ...rest });
  } finally {
    onSwept?.();
  }
  return compare(judged, plan, context);
}

/**
 * Looks at every endpoint of a small scope twice; only what both looks say is over.
 * @param pauseMs between the end of the first look and the start of the second
 * @throws SeawallError before the first packet, or where the journal cannot be written
 */
export async function executeTwice(plan: RunPlan, pauseMs: number, context: ExecuteContext): Promise<ExecutedRun> {
  const { scope, options, vantage, out } = plan;
  const watched = scope.spans.flatMap(({ first, ports }) => ports.map((port) => ({ address: first, port })));
  const look = async (verify: { confirms?: string }): Promise<JudgedRun> => {
    const sweep = createSweep(options.engine, options);
    return await audit({ scope, out, options, vantage, sweep, watched, verify, ...numbered(context) });
  };
  const first = await look({});
  await sleep(pauseMs, undefined, { signal: context.signal }).catch(() => undefined);
  if (context.signal.aborted) {
    const { folder, report } = first;
    return { folder, report, concluded: report, isUnconfirmed: true };
  }
  return compare(await look({ confirms: basename(first.folder) }), plan, context, first);
}

/** Each process of a run has a number in history before its first packet: the order of looks, whatever the clock says. */
function numbered(context: ExecuteContext): ExecuteContext {
  return {
    ...context,
    async onStart(folder) {
      const { clock, onDamage, onClockBehind } = context;
      const at = isoNow(clock);
      const newest = beginInHistory(dirname(folder), basename(folder), at, onDamage);
      if (newest !== undefined && newest > at) onClockBehind?.(newest);
      await context.onStart(folder);
    },
  };
}

/** A history that cannot be read or written costs the comparison alone, and no result. */
function compare(
  judged: JudgedRun,
  { deadlines, reviews = [] }: RunPlan,
  { onDamage: warn }: ExecuteContext,
  first?: JudgedRun,
): ExecutedRun {
  const { folder, report } = judged;
  sizeHeapForReports();
  try {
    const options = { out: dirname(folder), deadlines, reviews, ...(first && { first }), ...(warn && { warn }) };
    return { folder, ...recordInHistory(judged, options) };
  } catch (error) {
    return { folder, report, concluded: report, historyError: error instanceof SeawallError ? error : unusable(error) };
  }
}

/** What nobody foresaw in a stored row: the run itself is whole, and its reports are written. */
function unusable(error: unknown): SeawallError {
  const message = `the run could not be compared with history (${reasonOf(error)}): restore the history from a backup, or move it away to begin anew, and report this as a bug`;
  return new SeawallError({ code: 'HISTORY_UNUSABLE', message }, { cause: error });
}
