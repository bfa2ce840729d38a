/** Sends the notifications of an ended run. A failure is a warning and a line of the audit log, never the exit status. */

import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { reasonOf } from '../domain/errors.ts';
import type { Deadlines } from '../domain/finding.ts';
import type { Report } from '../domain/report.ts';
import { isoNow } from '../domain/time.ts';
import { type Database, historyPath, writeHistory } from '../history/history-file.ts';
import { addToOutbox, removeFromOutbox } from '../history/told.ts';
import { type Delivery, HURRIED, PATIENT } from '../notify/deliver.ts';
import { channelsOf, dispatch, type NotifyOptions, notify, type Receivers } from '../notify/notify.ts';
import { readOutbox, type Undelivered, writeOutbox } from '../notify/outbox.ts';
import { type Refusal, refusalMessage } from '../notify/refusal.ts';
import type { Log } from '../terminal/log.ts';
import type { LogHead } from './audit-entry.ts';
import type { Context } from './context.ts';
import { tellReceivers, tellRefusal, waitingFor } from './tell-receivers.ts';
import type { UnattendedFlags } from './unattended.ts';

export interface NotifyRequest {
  receivers: Receivers;
  /** `out`: the folder of the history. */
  flags: UnattendedFlags & { out: string };
  context: Context;
  log: Log;
}

/** @param head the audit log's last entry, for receivers to keep */
export async function sendNotifications(
  report: Report,
  deadlines: Deadlines,
  head: LogHead,
  request: NotifyRequest,
): Promise<Delivery[]> {
  const { context, flags } = request;
  const { options, receivers } = optionsFor(request);
  const at = { out: resolve(flags.out), host: context.actor.host };
  const { when, from } = options;
  return await reportDeliveries(request.log, async () => {
    // A report without a comparison is one that history did not take in.
    if (report.history === undefined) return await notify(report, receivers, { ...options, at }, head);
    const now = isoNow(context.clock);
    const keys = channelsOf(receivers, options).map(({ key }) => key);
    const tell = (db: Database): void =>
      tellReceivers(db, { ...{ report, receivers: keys, when, from, deadlines, now, at }, auditLog: head });
    return (
      (await throughHistory(request, receivers, options, now, tell)) ??
      (await notify(report, receivers, { ...options, at }, head))
    );
  });
}

/** A run that did not start, or failed. Without a history nobody knows that it was told before. */
export async function sendRefusal(refusal: Refusal, request: NotifyRequest): Promise<Delivery[]> {
  const { options, receivers } = optionsFor(request);
  const channels = channelsOf(receivers, options);
  const now = isoNow(request.context.clock);
  return await reportDeliveries(request.log, async () => {
    const keys = channels.map(({ key }) => key);
    const told = existsSync(historyPath(request.flags.out))
      ? await throughHistory(request, receivers, options, now, (db) =>
          tellRefusal(db, refusal, { receivers: keys, now }),
        )
      : undefined;
    if (told !== undefined) return told;
    const message = refusalMessage(refusal, now);
    const queue = keys.map((receiver) => ({ id: randomUUID(), receiver, at: now, message }));
    return (await dispatch(channels, queue, now)).deliveries;
  });
}

function optionsFor({ receivers, flags, context }: NotifyRequest): { options: NotifyOptions; receivers: Receivers } {
  const hurried = context.signal.aborted;
  const options: NotifyOptions = {
    out: flags.out,
    when: flags.notifyWhen ?? 'changes',
    from: flags.failOn === 'none' ? 'high' : flags.failOn,
    secrets: context.environment,
    clock: context.clock,
    random: Math.random,
    patience: hurried ? HURRIED : PATIENT,
    userAgent: `seawall/${context.version}`,
  };
  const mail = receivers.mail && { ...receivers.mail, ...(hurried && { timeout: HURRIED.timeout }) };
  return { options, receivers: { ...receivers, mail } };
}

/**
 * Puts messages into the outbox of the history, sends what waits there, and takes out what was delivered: whatever ends the
 * process in between, it is sent again under the same id.
 * @returns undefined, with a warning, where the history cannot be used before anything was sent
 */
async function throughHistory(
  { flags: { out }, log }: NotifyRequest,
  receivers: Receivers,
  options: NotifyOptions,
  now: string,
  tell: (db: Database) => void,
): Promise<Delivery[] | undefined> {
  const channels = channelsOf(receivers, options);
  const keys = channels.map(({ key }) => key);
  const warn = (text: string): void => log.warn('history-damaged', text, { code: 'HISTORY_UNUSABLE' });
  // Messages of older releases, and of runs that found the history unusable.
  const old = await readOutbox(out);
  let waiting: Undelivered[] = [];
  try {
    writeHistory(
      out,
      (db) => {
        addToOutbox(
          db,
          old.map(({ message, ...rest }) => ({ ...rest, message: JSON.stringify(message) })),
        );
        tell(db);
        waiting = waitingFor(db, keys);
      },
      warn,
    );
  } catch (error) {
    const why = `history cannot keep what was told, so that this may be told again: ${reasonOf(error)}`;
    log.warn('told-unkept', why, { code: 'HISTORY_UNUSABLE' });
    return undefined;
  }
  if (old.length > 0) await writeOutbox(out, []);
  const { deliveries, done } = await dispatch(channels, waiting, now);
  try {
    if (done.length > 0) writeHistory(out, (db) => removeFromOutbox(db, done));
  } catch (error) {
    const why = `delivered messages will be sent again, under the same ids: ${reasonOf(error)}`;
    log.warn('told-unkept', why, { code: 'HISTORY_UNUSABLE' });
  }
  return deliveries;
}

async function reportDeliveries(log: Log, work: () => Promise<Delivery[]>): Promise<Delivery[]> {
  let deliveries: Delivery[];
  try {
    deliveries = await work();
  } catch (error) {
    log.warn('notify-failed', `notifications were not sent: ${reasonOf(error)}`);
    return [];
  }
  for (const { to, ok, tries, error } of deliveries) {
    if (ok) log.info('notified', `notified ${to}`, { to, tries });
    else
      log.warn('notify-failed', `the notification to ${to} was not delivered: ${error} (tries: ${tries})`, {
        to,
        tries,
      });
  }
  return deliveries;
}
