/** Puts into the outbox what each receiver is to be told of a run, with the mark that it was; and of runs that were refused. */

import { randomUUID } from 'node:crypto';
import type { Deadlines } from '../domain/finding.ts';
import type { StoredFinding } from '../domain/history.ts';
import type { Report } from '../domain/report.ts';
import { scopeKeyOf } from '../domain/scope.ts';
import { DAY_MS, isoOf } from '../domain/time.ts';
import type { ToldRuns } from '../domain/told.ts';
import type { Severity } from '../domain/verdicts.ts';
import type { Database } from '../history/history-file.ts';
import { listFindings } from '../history/query.ts';
import {
  damagedMessage,
  forgetReceiver,
  loadOutbox,
  loadTold,
  type OutboxRow,
  recordTold,
  unnamedSince,
} from '../history/told.ts';
import { tidingsFor } from '../notify/differences.ts';
import type { Message, NotifyWhen, Whereabouts } from '../notify/message.ts';
import { MAX_MESSAGES, parseMessage, type Undelivered } from '../notify/outbox.ts';
import { type Refusal, refusalMessage } from '../notify/refusal.ts';
import { messageOf } from '../notify/told-message.ts';

export interface TellRequest {
  report: Report;
  /** Keys of the receivers that this run names. */
  receivers: readonly string[];
  when: NotifyWhen;
  from: Severity;
  deadlines: Deadlines;
  /** ISO time. */
  now: string;
  at: Whereabouts;
  /** The audit log's last entry, for receivers to keep. */
  auditLog: NonNullable<Message['auditLog']>;
}

/** A receiver that no run named for so long is forgotten, with what it was told. */
const FORGOTTEN_MS = 90 * DAY_MS;

/** Whose runs they are: those from one vantage, for a run that is refused may have no scope. */
export function laneOf(vantage: string): string {
  return vantage;
}

/** All that a run can tell of: what its scope names, or named. */
function knownFor({ report, deadlines, now }: TellRequest, db: Database): StoredFinding[] {
  return listFindings(db, { now, deadlines, filter: { vantage: report.run.vantage, scope: scopeKeyOf(report.scope) } });
}

/** A finished audit of a whole scope: only then do silence and what left the scope say something. */
function isWhole({ run }: Report): boolean {
  const { shard, ports } = run.options;
  return run.outcome === 'finished' && isAudit(run) && shard.count === 1 && ports.length === 0;
}

function isAudit({ purpose }: Report['run']): boolean {
  return (purpose ?? 'audit') === 'audit';
}

/**
 * Called once at the end of a run, of whatever kind, after history has taken it in.
 * @throws SeawallError HISTORY_UNUSABLE; what was told stays as it was then for the receivers that were not yet reached
 */
export function tellReceivers(db: Database, request: TellRequest): void {
  const { report, receivers, when, from, now, at, auditLog } = request;
  for (const receiver of unnamedSince(db, isoOf(Date.parse(now) - FORGOTTEN_MS))) forgetReceiver(db, receiver);
  const known = knownFor(request, db);
  const lane = laneOf(report.run.vantage);
  const { outcome, reasons } = report.run;
  const run = isAudit(report.run) ? { state: outcome, why: reasons.join(', ') } : undefined;
  const approvals = approvalsOf(report);
  for (const receiver of receivers) {
    startAnewIfFlooded(db, receiver);
    const { subjects: told, runs } = loadTold(db, receiver, lane);
    const inputs = { known, told, runs, run, when, from, approvals, now, whole: isWhole(report) };
    const tidings = tidingsFor(inputs);
    if (tidings === undefined) continue;
    const message = messageOf(report, tidings, when, at);
    const rows = { subjects: tidings.rows, lane, runs: tidings.runs, at: now };
    recordTold(db, receiver, rows, message === undefined ? [] : [rowOf({ ...message, auditLog }, receiver, now)]);
  }
}

/** More than a person reads: the receiver gets one overview in their place. */
function startAnewIfFlooded(db: Database, receiver: string): void {
  if (loadOutbox(db, receiver).length >= MAX_MESSAGES) forgetReceiver(db, receiver);
}

function approvalsOf({ scope }: Report): { reference: string; until: string }[] {
  const approvals = scope.ranges.map(({ authorization: { reference, until } }) => ({ reference, until }));
  return [...new Map(approvals.map((approval) => [JSON.stringify(approval), approval])).values()];
}

/** Tells once that runs do not start, or fail; the first run that ends tells that they do again. */
export function tellRefusal(
  db: Database,
  refusal: Refusal,
  { receivers, now }: Pick<TellRequest, 'receivers' | 'now'>,
): void {
  const lane = laneOf(refusal.vantage);
  for (const receiver of receivers) {
    const { runs } = loadTold(db, receiver, lane);
    if (runs?.state === 'refused' && runs.why === refusal.code) continue;
    const next: ToldRuns = { ...(runs ?? NEVER_RUN), state: 'refused', why: refusal.code };
    const rows = { subjects: [], lane, runs: next, at: now };
    recordTold(db, receiver, rows, [rowOf(refusalMessage(refusal, now), receiver, now)]);
  }
}

const NEVER_RUN: ToldRuns = {
  ...{ state: 'finished', why: '', at: null, digest: null, approvals: {}, clear: false },
  closings: { proof: 0, silence: 0, person: 0 },
};

function rowOf(message: Message, receiver: string, at: string): OutboxRow {
  return { id: randomUUID(), receiver, at, message: JSON.stringify(message) };
}

/** What waits for these receivers, oldest first. */
export function waitingFor(db: Database, receivers: readonly string[]): Undelivered[] {
  return receivers.flatMap((receiver) =>
    loadOutbox(db, receiver).flatMap(({ id, at, message: text, number }): Undelivered[] => {
      const message = parseMessage(text);
      if (message !== undefined) return [{ id, receiver, at, message }];
      damagedMessage(db, number);
      return [];
    }),
  );
}
