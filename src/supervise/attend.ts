/** Stands beside a run: takes the lock, keeps the status file and the audit log, and tells people what came of it. */

import { access } from 'node:fs/promises';
import { basename } from 'node:path';
import { requireDescriptors } from '../audit/machine.ts';
import { EXIT, type ExitStatus, reasonOf, SeawallError } from '../domain/errors.ts';
import type { Receivers } from '../notify/notify.ts';
import type { Log } from '../terminal/log.ts';
import { type Ended, endDetails, startDetails, type Undertaking } from './audit-details.ts';
import { type AuditLog, openAuditLog } from './audit-log.ts';
import type { Context } from './context.ts';
import { type Lock, lockFolder } from './lock.ts';
import { createStatusFile, type StatusCounts, type StatusFile } from './status.ts';
import { logFor, receiversOf, type UnattendedFlags, unsignedTargets } from './unattended.ts';

export interface Attendant {
  readonly log: Log;
  /** @throws SeawallError LOCK_HELD, USAGE for receivers that make no sense */
  enter(undertaking: Undertaking): Promise<void>;
  /** Resolves when the start is on record: nothing may be sent before. */
  started(folder: string): Promise<void>;
  progressed(counts: StatusCounts): void;
  reporting(): void;
}

export interface AttendRequest {
  command: string;
  out: string;
  flags: UnattendedFlags;
}

/** Characters of a refusal that are kept. */
const MOST_REFUSAL = 4_000;

/** Runs `work` under the eyes of an attendant. @returns its exit status, which no notification changes */
export async function attend(
  request: AttendRequest,
  context: Context,
  work: (attendant: Attendant) => Promise<Ended>,
): Promise<ExitStatus> {
  const watch = createWatch(request, context);
  try {
    requireDescriptors(context.descriptors, 'a run');
    const ended = await work(createAttendant(watch));
    await recordEnd(watch, ended);
    return ended.status;
  } catch (error) {
    await recordFailure(watch, error);
    if (!(error instanceof SeawallError) || request.flags.logFormat !== 'json') throw error;
    for (const { code, message, file, line } of error.problems)
      watch.log.error('refused', message, { code, file, line });
    return error.exitStatus;
  } finally {
    context.signal.removeEventListener('abort', watch.onStop);
    await watch.lock?.release();
  }
}

/** What is known of the run that is attended to. */
interface Watch {
  readonly request: AttendRequest;
  readonly context: Context;
  readonly log: Log;
  readonly auditLog: AuditLog;
  readonly status: StatusFile;
  readonly onStop: () => void;
  receivers: Receivers;
  lock?: Lock;
  undertaking?: Undertaking;
  run?: string;
}

function createWatch(request: AttendRequest, context: Context): Watch {
  const { out, flags } = request;
  const { actor, clock, signal } = context;
  const log = logFor(flags, context);
  const onTrouble = (error: unknown): void =>
    log.warn('status-unwritable', `the status file cannot be written: ${reasonOf(error)}`);
  const watch: Watch = {
    request,
    context,
    log,
    auditLog: openAuditLog(out, actor, clock),
    status: createStatusFile({ out, actor, clock, onTrouble }),
    onStop: () => {
      watch.auditLog
        .append('stop', { run: watch.run, signal: String(signal.reason) })
        .catch((error: unknown) => log.warn('audit-log', reasonOf(error)));
    },
    receivers: { targets: [], mail: undefined },
  };
  return watch;
}

function createAttendant(watch: Watch): Attendant {
  const { request, context, log, auditLog, status } = watch;
  const { command, out, flags } = request;
  const { actor, clock, signal, version } = context;
  return {
    log,
    async enter(undertaking) {
      watch.receivers = await receiversOf(flags, context);
      for (const { name, variable } of unsignedTargets(watch.receivers, context))
        log.warn('notify-unsigned', `notifications to ${name} are not signed: set ${variable}`);
      watch.lock = await lockFolder(out, {
        actor,
        clock,
        purpose: `seawall ${command}`,
        onLost: () => log.warn('lock-lost', `somebody took away the lock of ${out}: another run may write there`),
      });
      watch.undertaking = undertaking;
    },
    async started(folder) {
      const { undertaking, receivers } = watch;
      if (undertaking === undefined) throw new Error('a run started without a lock');
      const run = basename(folder);
      watch.run = run;
      await auditLog.append('start', { run, command, version, ...startDetails(undertaking, receivers) });
      if (signal.aborted) watch.onStop();
      else signal.addEventListener('abort', watch.onStop, { once: true });
      status.start(run, folder);
    },
    progressed: (counts) => status.update(counts),
    reporting: () => status.reporting(),
  };
}

async function recordEnd(watch: Watch, ended: Ended): Promise<void> {
  const { request, context, log, auditLog, status, receivers, run } = watch;
  const { outcome, reasons } = ended.report.run;
  const exitStatus = ended.status;
  const head = await auditLog.append('end', { run, ...(await endDetails(ended)) });
  log.info('run-ended', `${outcome}, exit status ${exitStatus}`, { run, outcome, reasons, exitStatus });
  if (receivers.targets.length > 0 || receivers.mail !== undefined) {
    const { tell } = await import('./tell.ts');
    const deliveries = await tell(ended.report, receivers, { ...request.flags, out: request.out }, context, log, head);
    if (deliveries.length > 0)
      await auditLog.append('notify', { run, deliveries: deliveries.map((delivery) => ({ ...delivery })) });
  }
  await status.end(exitStatus === EXIT.notRun ? 'failed' : outcome, exitStatus, reasons);
}

async function recordFailure({ request, log, auditLog, status, run }: Watch, error: unknown): Promise<void> {
  const { code, exitStatus } = error instanceof SeawallError ? error : { code: 'BUG', exitStatus: EXIT.bug };
  const message = reasonOf(error).slice(0, MOST_REFUSAL);
  await status.end('failed', exitStatus, []);
  // What went wrong first is what the person is told.
  await record(auditLog, request.out, run, { command: request.command, code, message, exitStatus }).catch(
    (trouble: unknown) => log.warn('audit-log', reasonOf(trouble)),
  );
}

/** A run that began has an end; what never began was refused, and a refusal creates no folders. */
async function record(log: AuditLog, out: string, run: string | undefined, details: Failure): Promise<void> {
  if (run !== undefined) await log.append('end', { run, outcome: 'failed', ...details });
  else if (await exists(out)) await log.append('refusal', { ...details });
}

interface Failure {
  command: string;
  code: string;
  message: string;
  exitStatus: number;
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
