/** Notifications after a run: one delivery per receiver, independent of the others. */

import { randomUUID } from 'node:crypto';
import type { Report } from '../domain/report.ts';
import { isoNow } from '../domain/time.ts';
import { type Delivery, type DeliveryOptions, deliver } from './deliver.ts';
import { type MailOptions, sendMail } from './mail.ts';
import { type Message, type MessageOptions, messageFor } from './message.ts';
import { readOutbox, receiverKey, type Undelivered, writeOutbox } from './outbox.ts';
import type { Target } from './target.ts';

export interface Receivers {
  targets: readonly Target[];
  /** Undefined without a mail receiver. */
  mail: MailOptions | undefined;
}

export interface NotifyOptions extends MessageOptions, DeliveryOptions {
  /** The output folder; undelivered messages wait there. */
  out: string;
}

/** One receiver: a webhook or mail. */
interface DeliveryChannel {
  key: string;
  send(message: Message, id: string): Promise<Delivery>;
}

/** @returns the result of each delivery; empty without a message or without receivers */
export async function notify(
  report: Report,
  { targets, mail }: Receivers,
  options: NotifyOptions,
  auditLog: Message['auditLog'],
): Promise<Delivery[]> {
  const { out, clock } = options;
  const message = messageFor(report, options);
  const channels: DeliveryChannel[] = targets.map((target) => ({
    key: receiverKey(target.url),
    send: (what, id) => deliver(target, what, id, options),
  }));
  if (mail !== undefined) channels.push({ key: 'mail', send: (what) => sendMail(what, mail) });
  const waiting = await readOutbox(out, clock.now());
  const at = isoNow(clock);
  const results = await Promise.all(
    channels.map(async (channel) => {
      const queue = waiting.filter(({ receiver }) => receiver === channel.key);
      if (message !== undefined)
        queue.push({
          id: randomUUID(),
          receiver: channel.key,
          at,
          message: { ...message, ...(auditLog && { auditLog }) },
        });
      return await sendInTurn(channel, queue, at);
    }),
  );
  const others = waiting.filter(({ receiver }) => !channels.some(({ key }) => key === receiver));
  const left = [...others, ...results.flatMap((result) => result.left)];
  if (waiting.length > 0 || left.length > 0) await writeOutbox(out, left);
  return results.flatMap(({ deliveries }) => deliveries);
}

/** Oldest first. After one failure the rest waits: a receiver that is down is tried once a run. */
async function sendInTurn(
  channel: DeliveryChannel,
  queue: readonly Undelivered[],
  now: string,
): Promise<{ deliveries: Delivery[]; left: Undelivered[] }> {
  const deliveries: Delivery[] = [];
  for (const [i, { id, at, message }] of queue.entries()) {
    const late: Message = { ...message, facts: [...message.facts, ['Sent late', `first tried ${at}`]] };
    const delivery = await channel.send(at === now ? message : late, id);
    deliveries.push(delivery);
    if (!delivery.ok) return { deliveries, left: queue.slice(i).filter(isWorthKeeping) };
  }
  return { deliveries, left: [] };
}

/** Messages on a partial or clean run are outdated by the next run. */
function isWorthKeeping({ message: { event } }: Undelivered): boolean {
  return event === 'changes' || event === 'findings';
}
