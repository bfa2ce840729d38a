/** Supervises a run: lock, status file, audit log, notifications. */

import { access } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { RunPlan } from '../audit/execute.ts';
import { requireDescriptors } from '../audit/machine.ts';
import { EXIT, type ExitStatus, reasonOf, SeawallError } from '../domain/errors.ts';
import type { Delivery } from '../notify/deliver.ts';
import type { Receivers } from '../notify/notify.ts';
import type { Log } from '../terminal/log.ts';
import { endDetails, type RunEnd, startDetails } from './audit-details.ts';
import { type AuditLog, openAuditLog } from './audit-log.ts';
import type { Context } from './context.ts';
import { type Lock, lockFolder } from './lock.ts';
import { createStatusFile, type StatusCounts, type StatusFile } from './status.ts';
import { logFor, receiversOf, type UnattendedFlags, unsignedTargets } from './unattended.ts';

/** Callbacks of a run to its supervisor. */
export interface RunSupervisor {
  readonly log: Log;
  /** Takes the lock. @throws SeawallError LOCK_HELD, USAGE for receivers that make no sense */
  begin(plan: RunPlan): Promise<void>;
  /** Resolves when the start is in the audit log: nothing may be sent before. */
  started(folder: string): Promise<void>;
  progressed(counts: StatusCounts): void;
  reporting(): void;
}

export interface SuperviseRequest {
  /** The command's name, for the lock and the audit log. */
  command: string;
  out: string;
  flags: UnattendedFlags;
  /** Where this machine stands, for what is told of a run that does not come to have a plan. */
  vantage?: string;
}

/** Of the message of a refusal, in the audit log. */
const MAX_REFUSAL_CHARACTERS = 4_000;

/** Does `work` under supervision. @returns its exit status, which no notification changes */
export async function supervise(
  request: SuperviseRequest,
  context: Context,
  work: (supervisor: RunSupervisor) => Promise<RunEnd>,
): Promise<ExitStatus> {
  const supervision = createSupervision(request, context);
  try {
    requireDescriptors(context.descriptors, 'a run');
    const end = await work(createSupervisor(supervision));
    await recordEnd(supervision, end);
    return end.status;
  } catch (error) {
    await recordFailure(supervision, error);
    if (!(error instanceof SeawallError) || request.flags.logFormat !== 'json') throw error;
    for (const { code, message, file, line } of error.problems)
      supervision.log.error('refused', message, { code, file, line });
    return error.exitStatus;
  } finally {
    context.signal.removeEventListener('abort', supervision.onStop);
    await supervision.lock?.release();
  }
}

/** State of one supervised run. */
interface Supervision {
  readonly request: SuperviseRequest;
  readonly context: Context;
  readonly log: Log;
  readonly auditLog: AuditLog;
  readonly status: StatusFile;
  readonly onStop: () => void;
  receivers: Receivers;
  lock?: Lock;
  plan?: RunPlan;
  run?: string;
}

function createSupervision(request: SuperviseRequest, context: Context): Supervision {
  const { out, flags } = request;
  const { actor, clock, signal } = context;
  const log = logFor(flags, context);
  const onTrouble = (error: unknown): void =>
    log.warn('status-unwritable', `the status file cannot be written: ${reasonOf(error)}`);
  const supervision: Supervision = {
    request,
    context,
    log,
    auditLog: openAuditLog(out, actor, clock),
    status: createStatusFile({ out, actor, clock, onTrouble }),
    onStop: () => {
      supervision.auditLog
        .append('stop', { run: supervision.run, signal: String(signal.reason) })
        .catch((error: unknown) => log.warn('audit-log', reasonOf(error)));
    },
    receivers: { targets: [], mail: undefined },
  };
  return supervision;
}

function createSupervisor(supervision: Supervision): RunSupervisor {
  const { request, context, log, auditLog, status } = supervision;
  const { command, out, flags } = request;
  const { actor, clock, signal, version } = context;
  return {
    log,
    async begin(plan) {
      supervision.receivers = await receiversOf(flags, context);
      for (const { name, variable } of unsignedTargets(supervision.receivers, context))
        log.warn('notify-unsigned', `notifications to ${name} are not signed: set ${variable}`);
      supervision.lock = await lockFolder(out, {
        actor,
        clock,
        purpose: `seawall ${command}`,
        onLost: () => log.warn('lock-lost', `somebody took away the lock of ${out}: another run may write there`),
      });
      supervision.plan = plan;
    },
    async started(folder) {
      const { plan, receivers } = supervision;
      if (plan === undefined) throw new Error('a run started without a lock');
      const run = basename(folder);
      supervision.run = run;
      await auditLog.append('start', { run, command, version, ...startDetails(plan, receivers) });
      if (signal.aborted) supervision.onStop();
      else signal.addEventListener('abort', supervision.onStop, { once: true });
      status.start(run, folder);
    },
    progressed: (counts) => status.update(counts),
    reporting: () => status.reporting(),
  };
}

async function recordEnd(supervision: Supervision, end: RunEnd): Promise<void> {
  const { request, context, log, auditLog, status, receivers, run } = supervision;
  const { outcome, reasons } = end.report.run;
  const exitStatus = end.status;
  const head = await auditLog.append('end', { run, ...(await endDetails(end)) });
  log.info('run-ended', `${outcome}, exit status ${exitStatus}`, { run, outcome, reasons, exitStatus });
  if (hasReceivers(receivers) && end.isUnconfirmed !== true) {
    const { sendNotifications } = await import('./notify-receivers.ts');
    const flags = { ...request.flags, out: dirname(end.folder) };
    const { deadlines = {} } = supervision.plan ?? {};
    const deliveries = await sendNotifications(end.report, deadlines, head, { receivers, flags, context, log });
    if (deliveries.length > 0) await auditLog.append('notify', { run, deliveries: asDetails(deliveries) });
  }
  await status.end(exitStatus === EXIT.notRun ? 'failed' : outcome, exitStatus, reasons);
}

function hasReceivers({ targets, mail }: Receivers): boolean {
  return targets.length > 0 || mail !== undefined;
}

function asDetails(deliveries: readonly Delivery[]): { [K in keyof Delivery]: Delivery[K] }[] {
  return deliveries.map((delivery) => ({ ...delivery }));
}

async function recordFailure(supervision: Supervision, error: unknown): Promise<void> {
  const { request, log, auditLog, status, run } = supervision;
  const { code, exitStatus } = error instanceof SeawallError ? error : { code: 'BUG', exitStatus: EXIT.bug };
  const message = reasonOf(error).slice(0, MAX_REFUSAL_CHARACTERS);
  await status.end('failed', exitStatus, []);
  // A log that cannot be written must not hide the first error.
  await record(auditLog, request.out, run, { command: request.command, code, message, exitStatus }).catch(
    (trouble: unknown) => log.warn('audit-log', reasonOf(trouble)),
  );
  await tellFailure(supervision, code, message).catch((trouble: unknown) =>
    log.warn('notify-failed', `notifications were not sent: ${reasonOf(trouble)}`),
  );
}

/** Whoever started it at a terminal sees it there. */
async function tellFailure(supervision: Supervision, code: string, reason: string): Promise<void> {
  const { request, context, log, auditLog, plan, run = '' } = supervision;
  if (context.stderr.isTTY === true) return;
  const { out, flags, command } = request;
  // What is wrong with the receivers themselves can be told to nobody.
  const receivers = await receiversOf(flags, context).catch(() => supervision.receivers);
  if (!hasReceivers(receivers)) return;
  const vantage = plan?.vantage ?? request.vantage ?? 'default';
  const { sendRefusal } = await import('./notify-receivers.ts');
  const refusal = { command, code, reason, vantage, version: context.version, host: context.actor.host, run };
  const deliveries = await sendRefusal(refusal, { receivers, flags: { ...flags, out }, context, log });
  if (deliveries.length > 0 && (await exists(out)))
    await auditLog.append('notify', { run, deliveries: asDetails(deliveries) });
}

/** A run that began has an end entry; one that did not has a refusal, which creates no folder. */
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
