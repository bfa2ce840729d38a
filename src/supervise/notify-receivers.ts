/** Sends the notifications of an ended run. A failure is a warning and a line of the audit log, never the exit status. */

import { reasonOf } from '../domain/errors.ts';
import type { Report } from '../domain/report.ts';
import { type Delivery, HURRIED, PATIENT } from '../notify/deliver.ts';
import { type NotifyOptions, notify, type Receivers } from '../notify/notify.ts';
import type { Log } from '../terminal/log.ts';
import type { LogHead } from './audit-entry.ts';
import type { Context } from './context.ts';
import type { UnattendedFlags } from './unattended.ts';

/** @param head the audit log's last entry, for receivers to keep */
export async function sendNotifications(
  report: Report,
  receivers: Receivers,
  flags: UnattendedFlags & { out: string },
  context: Context,
  log: Log,
  head: LogHead,
): Promise<Delivery[]> {
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
  let deliveries: Delivery[];
  try {
    deliveries = await notify(report, { ...receivers, mail }, options, head);
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
